"""What people do once a clock has started: mostly in time, sometimes late, now and then not at all."""

from ehe.demo.habits import arrival, concerns, education, endings, family, referral, sightings

__all__ = ["arrival", "concerns", "education", "endings", "family", "referral", "sightings"]
