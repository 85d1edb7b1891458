"""the register

Revision: 0001, after .
"""

import sqlalchemy as sa
from alembic import op

from ehe.core.settings import current
from ehe.facts import chain

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chain_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("link", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_head")),
    )
    op.create_table(
        "child_state",
        sa.Column("child", sa.String(length=36), nullable=False),
        sa.Column("household", sa.String(length=36), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.Column("entered_on", sa.Date(), nullable=True),
        sa.Column("rag", sa.String(length=5), nullable=True),
        sa.Column("rating_proposed", sa.Boolean(), nullable=True),
        sa.Column("rating_reasons", sa.JSON(), nullable=True),
        sa.Column("officer", sa.String(length=400), nullable=True),
        sa.Column("last_seen_on", sa.Date(), nullable=True),
        sa.Column("last_seen_how", sa.String(length=60), nullable=True),
        sa.Column("last_seen_by", sa.String(length=400), nullable=True),
        sa.Column("seen_since_withdrawal", sa.Boolean(), nullable=False),
        sa.Column("failed_in_a_row", sa.Integer(), nullable=False),
        sa.Column("open_concerns", sa.Integer(), nullable=False),
        sa.Column("referral", sa.String(length=10), nullable=True),
        sa.Column("closing_asked", sa.Boolean(), nullable=False),
        sa.Column("worst_code", sa.String(length=40), nullable=True),
        sa.Column("worst_due_on", sa.Date(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("child", name=op.f("pk_child_state")),
    )
    with op.batch_alter_table("child_state", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_child_state_household"), ["household"], unique=False)
        batch_op.create_index(batch_op.f("ix_child_state_officer"), ["officer"], unique=False)
        batch_op.create_index("ix_child_state_status_worst_due_on", ["status", "worst_due_on"], unique=False)

    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household", sa.String(length=36), nullable=False),
        sa.Column("subject", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("cycle", sa.String(length=36), nullable=False),
        sa.Column("rag", sa.String(length=5), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("counted_from", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=60), nullable=True),
        sa.Column("policy_version", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
        sa.UniqueConstraint("subject", "code", "cycle", name=op.f("uq_clock_subject_code_cycle")),
    )
    with op.batch_alter_table("clock", schema=None) as batch_op:
        batch_op.create_index("ix_clock_household_state", ["household", "state"], unique=False)

    op.create_table(
        "fact",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=400), nullable=False),
        sa.Column("by_role", sa.String(length=20), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=True),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("corrects", sa.String(length=36), nullable=True),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("link", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_fact")),
        sa.UniqueConstraint("position", name=op.f("uq_fact_position")),
        sa.UniqueConstraint("uuid", name=op.f("uq_fact_uuid")),
    )
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fact_corrects"), ["corrects"], unique=False)
        batch_op.create_index("ix_fact_kind_on", ["kind", "on"], unique=False)

    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("expected_every_s", sa.Integer(), nullable=False),
        sa.Column("last_start", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_ok", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "household",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_household")),
    )
    op.create_table(
        "letter",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("layout", sa.String(length=10), nullable=False),
        sa.Column("household", sa.String(length=36), nullable=False),
        sa.Column("children", sa.JSON(), nullable=False),
        sa.Column("recipient", sa.String(length=36), nullable=False),
        sa.Column("recipient_name", sa.String(length=400), nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("cause", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("prepared_by", sa.String(length=36), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.String(length=36), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("printed_by", sa.String(length=36), nullable=True),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posted_by", sa.String(length=36), nullable=True),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "state in ('draft', 'approved', 'printed', 'posted', 'held', 'cancelled')", name=op.f("ck_letter_state")
        ),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_letter")),
        sa.UniqueConstraint("reference", name=op.f("uq_letter_reference")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index("ix_letter_household", ["household"], unique=False)
        batch_op.create_index("ix_letter_state_template", ["state", "template"], unique=False)

    op.create_table(
        "message",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("dedupe_key", sa.String(length=36), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("to_role", sa.String(length=40), nullable=False),
        sa.Column("to_word", sa.String(length=400), nullable=True),
        sa.Column("household", sa.String(length=36), nullable=True),
        sa.Column("child", sa.String(length=36), nullable=True),
        sa.Column("clock", sa.String(length=40), nullable=True),
        sa.Column("cycle", sa.String(length=36), nullable=True),
        sa.Column("rung", sa.String(length=40), nullable=True),
        sa.Column("fact", sa.String(length=36), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("at_once", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner", sa.String(length=80), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("provider_ref", sa.String(length=120), nullable=True),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_message")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_message_dedupe_key")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index("ix_message_channel_state_next_try_at", ["channel", "state", "next_try_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_message_child"), ["child"], unique=False)
        batch_op.create_index("ix_message_household_clock_cycle", ["household", "clock", "cycle"], unique=False)
        batch_op.create_index("ix_message_to_role_state", ["to_role", "state"], unique=False)
        batch_op.create_index("ix_message_to_word_state", ["to_word", "state"], unique=False)

    op.create_table(
        "referral",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("household", sa.String(length=36), nullable=False),
        sa.Column("fact", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("children", sa.JSON(), nullable=False),
        sa.Column("grounds", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(length=400), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by", sa.String(length=400), nullable=True),
        sa.Column("standing_decision", sa.Integer(), nullable=True),
        sa.Column("to", sa.String(length=40), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_by", sa.String(length=400), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=400), nullable=True),
        sa.Column("their_reference", sa.String(length=400), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("outcome_reason", sa.Text(), nullable=True),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_referral")),
        sa.UniqueConstraint("fact", name=op.f("uq_referral_fact")),
        sa.UniqueConstraint("reference", name=op.f("uq_referral_reference")),
    )
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.create_index("ix_referral_household_state", ["household", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_state"), ["state"], unique=False)

    op.create_table(
        "school",
        sa.Column("urn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("name_folded", sa.String(length=400), nullable=False),
        sa.Column("la_code", sa.String(length=20), nullable=True),
        sa.Column("la_name", sa.String(length=400), nullable=True),
        sa.Column("establishment_number", sa.String(length=20), nullable=True),
        sa.Column("type_code", sa.String(length=20), nullable=True),
        sa.Column("type_name", sa.String(length=400), nullable=True),
        sa.Column("phase", sa.String(length=400), nullable=True),
        sa.Column("status", sa.String(length=400), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("reason_closed", sa.String(length=400), nullable=True),
        sa.Column("successor_urn", sa.Integer(), nullable=True),
        sa.Column("succeeded_on", sa.Date(), nullable=True),
        sa.Column("low_age", sa.Integer(), nullable=True),
        sa.Column("high_age", sa.Integer(), nullable=True),
        sa.Column("street", sa.String(length=400), nullable=True),
        sa.Column("locality", sa.String(length=400), nullable=True),
        sa.Column("address3", sa.String(length=400), nullable=True),
        sa.Column("town", sa.String(length=400), nullable=True),
        sa.Column("county", sa.String(length=400), nullable=True),
        sa.Column("postcode", sa.String(length=400), nullable=True),
        sa.Column("telephone", sa.String(length=400), nullable=True),
        sa.Column("website", sa.String(length=400), nullable=True),
        sa.Column("head_title", sa.String(length=400), nullable=True),
        sa.Column("head_first_name", sa.String(length=400), nullable=True),
        sa.Column("head_last_name", sa.String(length=400), nullable=True),
        sa.Column("uprn", sa.String(length=20), nullable=True),
        sa.Column("last_changed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_school_named")),
        sa.CheckConstraint("successor_urn <> urn", name=op.f("ck_school_not_its_own_successor")),
        sa.PrimaryKeyConstraint("urn", name=op.f("pk_school")),
    )
    with op.batch_alter_table("school", schema=None) as batch_op:
        batch_op.create_index("ix_school_la_code_name_folded", ["la_code", "name_folded"], unique=False)

    op.create_table(
        "setting",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "sign_in_tries",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sign_in_tries")),
    )
    with op.batch_alter_table("sign_in_tries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_tries_since"), ["since"], unique=False)

    op.create_table(
        "signed_decision",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("director", sa.String(length=400), nullable=False),
        sa.Column("agreed_with", sa.String(length=400), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_signed_decision")),
    )
    op.create_table(
        "sweep_error",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household", sa.String(length=36), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sweep_error")),
        sa.UniqueConstraint("household", name=op.f("uq_sweep_error_household")),
    )
    op.create_table(
        "user",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("school_urn", sa.String(length=10), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("password", sa.String(length=255), nullable=False),
        sa.Column("password_is_one_time", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("tf_primary_method", sa.String(length=64), nullable=True),
        sa.Column("tf_totp_secret", sa.String(length=255), nullable=True),
        sa.Column("tf_phone_number", sa.String(length=128), nullable=True),
        sa.Column("tf_last_counter", sa.Integer(), nullable=True),
        sa.CheckConstraint("(role = 'school') = (school_urn is not null)", name=op.f("ck_user_school_urn")),
        sa.CheckConstraint(
            "role in ('officer', 'manager', 'head_of_service', 'school', 'social_care', 'auditor', 'administrator')",
            name=op.f("ck_user_role"),
        ),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_user_email_lower")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_user_fs_uniquifier")),
    )
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_school_urn"), ["school_urn"], unique=False)

    op.create_table(
        "acknowledgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_uuid", sa.String(length=36), nullable=True),
        sa.Column("referral_uuid", sa.String(length=36), nullable=True),
        sa.Column("fact", sa.String(length=36), nullable=False),
        sa.Column("person", sa.String(length=400), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("how", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_uuid"], ["message.uuid"], name=op.f("fk_acknowledgement_message_uuid_message")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgement")),
        sa.UniqueConstraint("fact", name=op.f("uq_acknowledgement_fact")),
    )
    with op.batch_alter_table("acknowledgement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_acknowledgement_message_uuid"), ["message_uuid"], unique=False)
        batch_op.create_index(batch_op.f("ix_acknowledgement_referral_uuid"), ["referral_uuid"], unique=False)

    op.create_table(
        "adult",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("household_uuid", sa.String(length=36), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("relationship_to_child", sa.String(length=100), nullable=True),
        sa.Column("parental_responsibility", sa.Boolean(), nullable=True),
        sa.Column("lives_in_household", sa.Boolean(), nullable=False),
        sa.Column("phone", sa.String(length=100), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("safe_to_write", sa.String(length=10), nullable=False),
        sa.Column("needs", sa.Text(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=400), nullable=True),
        sa.CheckConstraint("safe_to_write in ('yes', 'no', 'not_known')", name=op.f("ck_adult_safe_to_write")),
        sa.ForeignKeyConstraint(["household_uuid"], ["household.uuid"], name=op.f("fk_adult_household_uuid_household")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_adult")),
    )
    with op.batch_alter_table("adult", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_adult_household_uuid"), ["household_uuid"], unique=False)

    op.create_table(
        "attempt",
        sa.Column("message_uuid", sa.String(length=36), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=400), nullable=True),
        sa.ForeignKeyConstraint(["message_uuid"], ["message.uuid"], name=op.f("fk_attempt_message_uuid_message")),
        sa.PrimaryKeyConstraint("message_uuid", "n", name=op.f("pk_attempt")),
    )
    op.create_table(
        "child",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("household_uuid", sa.String(length=36), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(length=400), nullable=False),
        sa.Column("last_name", sa.String(length=400), nullable=False),
        sa.Column("known_as", sa.String(length=400), nullable=True),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(length=10), nullable=True),
        sa.Column("upn", sa.String(length=13), nullable=True),
        sa.Column("school_urn", sa.String(length=10), nullable=True),
        sa.Column("school_name", sa.String(length=400), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("same_as", sa.String(length=36), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["household_uuid"], ["household.uuid"], name=op.f("fk_child_household_uuid_household")),
        sa.ForeignKeyConstraint(["same_as"], ["child.uuid"], name=op.f("fk_child_same_as_child")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_child")),
        sa.UniqueConstraint("reference", name=op.f("uq_child_reference")),
    )
    with op.batch_alter_table("child", schema=None) as batch_op:
        batch_op.create_index("ix_child_born_on", ["born_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_child_household_uuid"), ["household_uuid"], unique=False)
        batch_op.create_index("ix_child_last_name_first_name", ["last_name", "first_name"], unique=False)
        batch_op.create_index(batch_op.f("ix_child_same_as"), ["same_as"], unique=False)
        batch_op.create_index(batch_op.f("ix_child_school_urn"), ["school_urn"], unique=False)
        batch_op.create_index(batch_op.f("ix_child_upn"), ["upn"], unique=False)

    op.create_table(
        "clock_child",
        sa.Column("clock_id", sa.Integer(), nullable=False),
        sa.Column("child", sa.String(length=36), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_clock_child_clock_id_clock")),
        sa.PrimaryKeyConstraint("clock_id", "child", name=op.f("pk_clock_child")),
    )
    with op.batch_alter_table("clock_child", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clock_child_child"), ["child"], unique=False)

    op.create_table(
        "fact_child",
        sa.Column("fact_seq", sa.Integer(), nullable=False),
        sa.Column("child", sa.String(length=36), nullable=False),
        sa.Column("relation", sa.String(length=12), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["fact_seq"], ["fact.seq"], name=op.f("fk_fact_child_fact_seq_fact")),
        sa.PrimaryKeyConstraint("fact_seq", "child", name=op.f("pk_fact_child")),
    )
    with op.batch_alter_table("fact_child", schema=None) as batch_op:
        batch_op.create_index("ix_fact_child_child_fact_seq", ["child", "fact_seq"], unique=False)

    op.create_table(
        "form_seen",
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("user", sa.String(length=36), nullable=False),
        sa.Column("result_url", sa.String(length=400), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["user.uuid"], name=op.f("fk_form_seen_user_user")),
        sa.PrimaryKeyConstraint("key", "user", name=op.f("pk_form_seen")),
    )
    with op.batch_alter_table("form_seen", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_seen_at"), ["at"], unique=False)

    op.create_table(
        "look",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("user", sa.String(length=36), nullable=False),
        sa.Column("child", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("page", sa.String(length=100), nullable=False),
        sa.Column("own_caseload", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["user.uuid"], name=op.f("fk_look_user_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look")),
    )
    with op.batch_alter_table("look", schema=None) as batch_op:
        batch_op.create_index("ix_look_child_at", ["child", "at"], unique=False)
        batch_op.create_index("ix_look_sealed_id", ["sealed", "id"], unique=False)
        batch_op.create_index("ix_look_user_at", ["user", "at"], unique=False)

    op.create_table(
        "school_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("urn", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("was", sa.String(length=400), nullable=True),
        sa.Column("became", sa.String(length=400), nullable=True),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["urn"], ["school.urn"], name=op.f("fk_school_change_urn_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_change")),
    )
    with op.batch_alter_table("school_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_school_change_urn"), ["urn"], unique=False)

    op.create_table(
        "step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clock_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("rung", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("to", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("fired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_step_clock_id_clock")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step")),
        sa.UniqueConstraint("clock_id", "rung", name=op.f("uq_step_clock_id_rung")),
    )
    with op.batch_alter_table("step", schema=None) as batch_op:
        batch_op.create_index(
            "ix_step_due_on_pending",
            ["due_on"],
            unique=False,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )

    op.create_table(
        "user_session",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("user", sa.String(length=36), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user"], ["user.uuid"], name=op.f("fk_user_session_user_user")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_user_session")),
    )
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_session_last_used_at"), ["last_used_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_user_session_user"), ["user"], unique=False)

    op.create_table(
        "withdrawal_notice",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("school_urn", sa.String(length=10), nullable=False),
        sa.Column("school_name", sa.String(length=400), nullable=False),
        sa.Column("fact", sa.String(length=36), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("sent_by", sa.String(length=36), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("check_due_on", sa.Date(), nullable=True),
        sa.Column("answer_due_on", sa.Date(), nullable=True),
        sa.Column("written_notice_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.String(length=36), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(accepted_by is null) = (accepted_at is null)", name=op.f("ck_withdrawal_notice_accepted")),
        sa.ForeignKeyConstraint(["accepted_by"], ["user.uuid"], name=op.f("fk_withdrawal_notice_accepted_by_user")),
        sa.ForeignKeyConstraint(["sent_by"], ["user.uuid"], name=op.f("fk_withdrawal_notice_sent_by_user")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_withdrawal_notice")),
        sa.UniqueConstraint("fact", name=op.f("uq_withdrawal_notice_fact")),
        sa.UniqueConstraint("reference", name=op.f("uq_withdrawal_notice_reference")),
    )
    with op.batch_alter_table("withdrawal_notice", schema=None) as batch_op:
        batch_op.create_index("ix_withdrawal_notice_accepted_at_sent_at", ["accepted_at", "sent_at"], unique=False)
        batch_op.create_index("ix_withdrawal_notice_school_urn_sent_at", ["school_urn", "sent_at"], unique=False)

    op.create_table(
        "address",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("adult_uuid", sa.String(length=36), nullable=False),
        sa.Column("line1", sa.String(length=400), nullable=False),
        sa.Column("line2", sa.String(length=400), nullable=True),
        sa.Column("line3", sa.String(length=400), nullable=True),
        sa.Column("town", sa.String(length=400), nullable=True),
        sa.Column("postcode", sa.String(length=10), nullable=True),
        sa.Column("uprn", sa.String(length=12), nullable=True),
        sa.Column("source", sa.String(length=400), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("not_to_be_shared", sa.Boolean(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["adult_uuid"], ["adult.uuid"], name=op.f("fk_address_adult_uuid_adult")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_address")),
    )
    with op.batch_alter_table("address", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_address_adult_uuid"), ["adult_uuid"], unique=False)
        batch_op.create_index(batch_op.f("ix_address_postcode"), ["postcode"], unique=False)

    op.create_table(
        "document",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("uploaded_by", sa.String(length=36), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notice_uuid", sa.String(length=36), nullable=True),
        sa.Column("child_uuid", sa.String(length=36), nullable=True),
        sa.CheckConstraint("size > 0", name=op.f("ck_document_size")),
        sa.ForeignKeyConstraint(["child_uuid"], ["child.uuid"], name=op.f("fk_document_child_uuid_child")),
        sa.ForeignKeyConstraint(
            ["notice_uuid"], ["withdrawal_notice.uuid"], name=op.f("fk_document_notice_uuid_withdrawal_notice")
        ),
        sa.ForeignKeyConstraint(["uploaded_by"], ["user.uuid"], name=op.f("fk_document_uploaded_by_user")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_document")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_child_uuid"), ["child_uuid"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_notice_uuid"), ["notice_uuid"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_sha256"), ["sha256"], unique=False)

    op.create_table(
        "entry",
        sa.Column("fact", sa.String(length=36), nullable=False),
        sa.Column("child_uuid", sa.String(length=36), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("policy_version", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["child_uuid"], ["child.uuid"], name=op.f("fk_entry_child_uuid_child")),
        sa.PrimaryKeyConstraint("fact", "child_uuid", name=op.f("pk_entry")),
    )
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.create_index("ix_entry_child_uuid_ended_on", ["child_uuid", "ended_on"], unique=False)

    op.create_table(
        "notice_draft",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("user", sa.String(length=36), nullable=False),
        sa.Column("school_urn", sa.String(length=10), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_as", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["sent_as"], ["withdrawal_notice.uuid"], name=op.f("fk_notice_draft_sent_as_withdrawal_notice")
        ),
        sa.ForeignKeyConstraint(["user"], ["user.uuid"], name=op.f("fk_notice_draft_user_user")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_notice_draft")),
    )
    with op.batch_alter_table("notice_draft", schema=None) as batch_op:
        batch_op.create_index("ix_notice_draft_school_urn_updated_at", ["school_urn", "updated_at"], unique=False)

    op.create_table(
        "withdrawal_notice_child",
        sa.Column("notice_uuid", sa.String(length=36), nullable=False),
        sa.Column("child_uuid", sa.String(length=36), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["child_uuid"], ["child.uuid"], name=op.f("fk_withdrawal_notice_child_child_uuid_child")
        ),
        sa.ForeignKeyConstraint(
            ["notice_uuid"],
            ["withdrawal_notice.uuid"],
            name=op.f("fk_withdrawal_notice_child_notice_uuid_withdrawal_notice"),
        ),
        sa.PrimaryKeyConstraint("notice_uuid", "child_uuid", name=op.f("pk_withdrawal_notice_child")),
    )
    with op.batch_alter_table("withdrawal_notice_child", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_withdrawal_notice_child_child_uuid"), ["child_uuid"], unique=False)

    # The chain begins with a head that only the holder of the ledger key can have made.
    op.bulk_insert(
        sa.table("chain_head", *(sa.column(name) for name in ("id", "position", "link", "seal"))),
        [{"id": 1, "position": 0, "link": chain.START, "seal": chain.seal(current().ledger_key, 0, chain.START)}],
    )


def downgrade() -> None:
    with op.batch_alter_table("withdrawal_notice_child", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_withdrawal_notice_child_child_uuid"))

    op.drop_table("withdrawal_notice_child")
    with op.batch_alter_table("notice_draft", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_draft_school_urn_updated_at")

    op.drop_table("notice_draft")
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.drop_index("ix_entry_child_uuid_ended_on")

    op.drop_table("entry")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_sha256"))
        batch_op.drop_index(batch_op.f("ix_document_notice_uuid"))
        batch_op.drop_index(batch_op.f("ix_document_child_uuid"))

    op.drop_table("document")
    with op.batch_alter_table("address", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_address_postcode"))
        batch_op.drop_index(batch_op.f("ix_address_adult_uuid"))

    op.drop_table("address")
    with op.batch_alter_table("withdrawal_notice", schema=None) as batch_op:
        batch_op.drop_index("ix_withdrawal_notice_school_urn_sent_at")
        batch_op.drop_index("ix_withdrawal_notice_accepted_at_sent_at")

    op.drop_table("withdrawal_notice")
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_session_user"))
        batch_op.drop_index(batch_op.f("ix_user_session_last_used_at"))

    op.drop_table("user_session")
    with op.batch_alter_table("step", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_step_due_on_pending",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )

    op.drop_table("step")
    with op.batch_alter_table("school_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_change_urn"))

    op.drop_table("school_change")
    with op.batch_alter_table("look", schema=None) as batch_op:
        batch_op.drop_index("ix_look_user_at")
        batch_op.drop_index("ix_look_sealed_id")
        batch_op.drop_index("ix_look_child_at")

    op.drop_table("look")
    with op.batch_alter_table("form_seen", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_form_seen_at"))

    op.drop_table("form_seen")
    with op.batch_alter_table("fact_child", schema=None) as batch_op:
        batch_op.drop_index("ix_fact_child_child_fact_seq")

    op.drop_table("fact_child")
    with op.batch_alter_table("clock_child", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clock_child_child"))

    op.drop_table("clock_child")
    with op.batch_alter_table("child", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_child_upn"))
        batch_op.drop_index(batch_op.f("ix_child_school_urn"))
        batch_op.drop_index(batch_op.f("ix_child_same_as"))
        batch_op.drop_index("ix_child_last_name_first_name")
        batch_op.drop_index(batch_op.f("ix_child_household_uuid"))
        batch_op.drop_index("ix_child_born_on")

    op.drop_table("child")
    op.drop_table("attempt")
    with op.batch_alter_table("adult", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_adult_household_uuid"))

    op.drop_table("adult")
    with op.batch_alter_table("acknowledgement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_acknowledgement_referral_uuid"))
        batch_op.drop_index(batch_op.f("ix_acknowledgement_message_uuid"))

    op.drop_table("acknowledgement")
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_school_urn"))

    op.drop_table("user")
    op.drop_table("sweep_error")
    op.drop_table("signed_decision")
    with op.batch_alter_table("sign_in_tries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_tries_since"))

    op.drop_table("sign_in_tries")
    op.drop_table("setting")
    with op.batch_alter_table("school", schema=None) as batch_op:
        batch_op.drop_index("ix_school_la_code_name_folded")

    op.drop_table("school")
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_state"))
        batch_op.drop_index("ix_referral_household_state")

    op.drop_table("referral")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index("ix_message_to_word_state")
        batch_op.drop_index("ix_message_to_role_state")
        batch_op.drop_index("ix_message_household_clock_cycle")
        batch_op.drop_index(batch_op.f("ix_message_child"))
        batch_op.drop_index("ix_message_channel_state_next_try_at")

    op.drop_table("message")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index("ix_letter_state_template")
        batch_op.drop_index("ix_letter_household")

    op.drop_table("letter")
    op.drop_table("household")
    op.drop_table("heartbeat")
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.drop_index("ix_fact_kind_on")
        batch_op.drop_index(batch_op.f("ix_fact_corrects"))

    op.drop_table("fact")
    with op.batch_alter_table("clock", schema=None) as batch_op:
        batch_op.drop_index("ix_clock_household_state")

    op.drop_table("clock")
    with op.batch_alter_table("child_state", schema=None) as batch_op:
        batch_op.drop_index("ix_child_state_status_worst_due_on")
        batch_op.drop_index(batch_op.f("ix_child_state_officer"))
        batch_op.drop_index(batch_op.f("ix_child_state_household"))

    op.drop_table("child_state")
    op.drop_table("chain_head")
