"""What a web server starts: `gunicorn wsgi:app`."""

from ehe import create_app
from ehe.web import journal

app = create_app()
journal.speak(app)
