"""The first schema.

Revision: 0001
Revises: none
"""

import sqlalchemy as sa
from alembic import op

from storage.base import BigId, ByLetter, UtcDateTime

revision = "0001"
down_revision = None

APPEND_ONLY = ("event", "verdict", "evidence", "review", "correction")
"""What nobody may change, and nobody delete but with a whole desk whose only person asked to be forgotten: its
chat is 0 by then."""
_LIVES = "(SELECT chat_id FROM desk WHERE id = old.desk_id) <> 0"


def upgrade() -> None:
    op.create_table(
        "attempt",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("running", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_attempt")),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("heard_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_table(
        "desk",
        sa.Column("id", BigId, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("next_number", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("paused_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk")),
        sa.UniqueConstraint("chat_id", "topic_id", name=op.f("uq_desk_chat_id_topic_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "due",
        sa.Column("id", BigId, nullable=False),
        sa.Column("desk_id", sa.BigInteger(), nullable=False),
        sa.Column("matter", sa.String(length=40), nullable=False),
        sa.Column("claim_id", sa.BigInteger(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due")),
        sa.UniqueConstraint("matter", "desk_id", "claim_id", name=op.f("uq_due_matter_desk_id_claim_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_due_matter_due_at", "due", ["matter", "due_at"], unique=False)
    op.create_table(
        "seen_update",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_seen_update")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "sender_allowance",
        sa.Column("sender_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("counted", sa.String(length=40), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.Float(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("flood_began", UtcDateTime(), nullable=True),
        sa.Column("flood_ended", UtcDateTime(), nullable=True),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sender_id", "counted", name=op.f("pk_sender_allowance")),
    )
    op.create_index("ix_sender_allowance_flood_ended", "sender_allowance", ["flood_ended"], unique=False)
    op.create_table(
        "stem_count",
        sa.Column("desk_id", BigId, nullable=False),
        sa.Column("stem", ByLetter, nullable=False),
        sa.Column("texts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("desk_id", "stem", name=op.f("pk_stem_count")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "person",
        sa.Column("id", BigId, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("username", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("blocked_at", UtcDateTime(), nullable=True),
        sa.Column("desk_id", BigId, nullable=True),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("forgotten_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_person_desk_id_desk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("telegram_id", name=op.f("uq_person_telegram_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_person_username"), "person", ["username"], unique=False)
    op.create_index(
        "ix_person_forgotten",
        "person",
        ["forgotten_at"],
        unique=False,
        sqlite_where=sa.text("forgotten_at IS NOT NULL"),
        postgresql_where=sa.text("forgotten_at IS NOT NULL"),
    )
    op.create_table(
        "scale",
        sa.Column("id", BigId, nullable=False),
        sa.Column("desk_id", BigId, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ratings", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_scale_desk_id_desk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scale")),
        sa.UniqueConstraint("desk_id", "version", name=op.f("uq_scale_desk_id_version")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "set_aside",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("desk_id", BigId, nullable=True),
        sa.Column("raw", sa.JSON(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_set_aside_desk_id_desk")),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_set_aside")),
    )
    op.create_table(
        "errand",
        sa.Column("id", BigId, nullable=False),
        sa.Column("desk_id", BigId, nullable=True),
        sa.Column("person_id", BigId, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_errand_desk_id_desk")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_errand_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_errand")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_errand_waiting",
        "errand",
        ["not_before"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "member",
        sa.Column("id", BigId, nullable=False),
        sa.Column("desk_id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=40), nullable=False),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.Column("reminders", sa.Boolean(), nullable=False),
        sa.Column("quiet", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_member_desk_id_desk")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_member_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("desk_id", "person_id", name=op.f("uq_member_desk_id_person_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_member_person_id"), "member", ["person_id"], unique=False)
    op.create_index(
        "ix_member_present", "member", ["desk_id"], unique=False, postgresql_where=sa.text("left_at IS NULL")
    )
    op.create_table(
        "invitation",
        sa.Column("id", BigId, nullable=False),
        sa.Column("desk_id", BigId, nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("made_by", BigId, nullable=False),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("person_id", BigId, nullable=True),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", BigId, nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["member.id"], name=op.f("fk_invitation_decided_by_member")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_invitation_desk_id_desk")),
        sa.ForeignKeyConstraint(["made_by"], ["member.id"], name=op.f("fk_invitation_made_by_member")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_invitation_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("digest", name=op.f("uq_invitation_digest")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_invitation_desk_id"), "invitation", ["desk_id"], unique=False)
    op.create_table(
        "mute",
        sa.Column("id", BigId, nullable=False),
        sa.Column("desk_id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("muted_by", BigId, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_mute_desk_id_desk")),
        sa.ForeignKeyConstraint(["muted_by"], ["member.id"], name=op.f("fk_mute_muted_by_member")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mute_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mute")),
        sa.UniqueConstraint("desk_id", "person_id", name=op.f("uq_mute_desk_id_person_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_mute_person_id"), "mute", ["person_id"], unique=False)
    op.create_table(
        "reading",
        sa.Column("id", BigId, nullable=False),
        sa.Column("desk_id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("origin_private", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("picks", sa.JSON(), nullable=False),
        sa.Column("queued_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_reading_desk_id_desk")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reading_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_reading_person_id"), "reading", ["person_id"], unique=False)
    op.create_table(
        "claim",
        sa.Column("id", BigId, nullable=False),
        sa.Column("desk_id", BigId, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("words_key", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("claimant", sa.String(), nullable=True),
        sa.Column("priority", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("state_before", sa.String(length=40), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("assignee_id", BigId, nullable=True),
        sa.Column("reviewer_id", BigId, nullable=True),
        sa.Column("submitter_id", BigId, nullable=True),
        sa.Column("verdict_id", sa.BigInteger(), nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("overruled", sa.Boolean(), nullable=False),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("merged_into_id", BigId, nullable=True),
        sa.Column("twin_id", BigId, nullable=True),
        sa.Column("twin_alike", sa.Boolean(), nullable=False),
        sa.Column("notes", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("ladder_since", UtcDateTime(), nullable=False),
        sa.Column("acknowledged_at", UtcDateTime(), nullable=True),
        sa.Column("lead_on_it_id", sa.BigInteger(), nullable=True),
        sa.Column("snoozed_until", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["assignee_id"], ["member.id"], name=op.f("fk_claim_assignee_id_member")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_claim_desk_id_desk")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["claim.id"], name=op.f("fk_claim_merged_into_id_claim")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["member.id"], name=op.f("fk_claim_reviewer_id_member")),
        sa.ForeignKeyConstraint(["submitter_id"], ["member.id"], name=op.f("fk_claim_submitter_id_member")),
        sa.ForeignKeyConstraint(["twin_id"], ["claim.id"], name=op.f("fk_claim_twin_id_claim")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("desk_id", "number", name=op.f("uq_claim_desk_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_claim_assignee_id"), "claim", ["assignee_id"], unique=False)
    op.create_index("ix_claim_desk_state", "claim", ["desk_id", "state"], unique=False)
    op.create_index("ix_claim_exact", "claim", ["desk_id", "words_key"], unique=False)
    op.create_index(
        "ix_claim_merged",
        "claim",
        ["merged_into_id"],
        unique=False,
        sqlite_where=sa.text("merged_into_id IS NOT NULL"),
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    op.create_table(
        "pasted_part",
        sa.Column("id", BigId, nullable=False),
        sa.Column("desk_id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("reading_id", BigId, nullable=True),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_pasted_part_desk_id_desk")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pasted_part_person_id_person")),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["reading.id"], name=op.f("fk_pasted_part_reading_id_reading")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pasted_part")),
        sa.UniqueConstraint("chat_id", "message_id", name=op.f("uq_pasted_part_chat_id_message_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_pasted_part_person_id"), "pasted_part", ["person_id"], unique=False)
    op.create_table(
        "appearance",
        sa.Column("id", BigId, nullable=False),
        sa.Column("desk_id", BigId, nullable=False),
        sa.Column("claim_id", BigId, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("origin_private", sa.Boolean(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("media_group", sa.String(), nullable=True),
        sa.Column("reading_id", BigId, nullable=True),
        sa.Column("brought_by", BigId, nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["brought_by"], ["member.id"], name=op.f("fk_appearance_brought_by_member")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_appearance_claim_id_claim")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_appearance_desk_id_desk")),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["reading.id"], name=op.f("fk_appearance_reading_id_reading")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appearance")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_appearance_claim_id"), "appearance", ["claim_id"], unique=False)
    op.create_index(op.f("ix_appearance_media_group"), "appearance", ["media_group"], unique=False)
    op.create_table(
        "card",
        sa.Column("id", BigId, nullable=False),
        sa.Column("desk_id", BigId, nullable=False),
        sa.Column("claim_id", BigId, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", BigId, nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_card_claim_id_claim")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_card_desk_id_desk")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_card_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card")),
        sa.UniqueConstraint(
            "claim_id", "chat_id", "topic_id", name=op.f("uq_card_claim_id_chat_id_topic_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "event",
        sa.Column("id", BigId, nullable=False),
        sa.Column("desk_id", BigId, nullable=False),
        sa.Column("claim_id", BigId, nullable=True),
        sa.Column("member_id", BigId, nullable=True),
        sa.Column("deed", sa.String(length=40), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_event_claim_id_claim")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_event_desk_id_desk")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_event_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_event_claim_id"), "event", ["claim_id"], unique=False)
    op.create_index("ix_event_desk_at", "event", ["desk_id", "at"], unique=False)
    op.create_table(
        "media",
        sa.Column("id", BigId, nullable=False),
        sa.Column("desk_id", BigId, nullable=False),
        sa.Column("claim_id", BigId, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("file_unique_id", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_media_claim_id_claim")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_media_desk_id_desk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_media_claim_id"), "media", ["claim_id"], unique=False)
    op.create_index(op.f("ix_media_file_unique_id"), "media", ["file_unique_id"], unique=False)
    op.create_table(
        "prompt",
        sa.Column("id", BigId, nullable=False),
        sa.Column("desk_id", BigId, nullable=True),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("claim_id", BigId, nullable=True),
        sa.Column("asks", sa.String(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_prompt_claim_id_claim")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_prompt_desk_id_desk")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_prompt_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_prompt_person_id"), "prompt", ["person_id"], unique=False)
    op.create_index(
        "ix_prompt_typed",
        "prompt",
        ["expires_at"],
        unique=False,
        sqlite_where=sa.text("CAST(typed AS TEXT) <> '{}'"),
        postgresql_where=sa.text("CAST(typed AS TEXT) <> '{}'"),
    )
    op.create_table(
        "claim_vector",
        sa.Column("claim_id", BigId, nullable=False),
        sa.Column("desk_id", BigId, nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_vector_claim_id_claim")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_claim_vector_desk_id_desk")),
        sa.PrimaryKeyConstraint("claim_id", name=op.f("pk_claim_vector")),
    )
    op.create_index(
        "ix_claim_vector_desk", "claim_vector", ["desk_id", "model", "claim_id", "mark"], unique=False
    )
    op.create_table(
        "searchable",
        sa.Column("id", BigId, nullable=False),
        sa.Column("desk_id", BigId, nullable=False),
        sa.Column("claim_id", BigId, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("stems", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_searchable_claim_id_claim")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_searchable_desk_id_desk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_searchable")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_searchable_claim_id"), "searchable", ["claim_id"], unique=False)
    op.create_index(op.f("ix_searchable_desk_id"), "searchable", ["desk_id"], unique=False)
    op.create_table(
        "source",
        sa.Column("id", BigId, nullable=False),
        sa.Column("desk_id", BigId, nullable=False),
        sa.Column("claim_id", BigId, nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("stance", sa.String(length=40), nullable=False),
        sa.Column("repeats_id", BigId, nullable=True),
        sa.Column("repeats_who", sa.String(), nullable=True),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("claimed", sa.Boolean(), nullable=False),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.Column("added_by", BigId, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["member.id"], name=op.f("fk_source_added_by_member")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_source_claim_id_claim")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_source_desk_id_desk")),
        sa.ForeignKeyConstraint(["repeats_id"], ["source.id"], name=op.f("fk_source_repeats_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_source_claim_id"), "source", ["claim_id"], unique=False)
    op.create_table(
        "verdict",
        sa.Column("id", BigId, nullable=False),
        sa.Column("desk_id", BigId, nullable=False),
        sa.Column("claim_id", BigId, nullable=False),
        sa.Column("author_id", BigId, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("scale_id", BigId, nullable=False),
        sa.Column("rating", sa.String(), nullable=False),
        sa.Column("qualifiers", sa.JSON(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_verdict_author_id_member")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_verdict_claim_id_claim")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_verdict_desk_id_desk")),
        sa.ForeignKeyConstraint(["scale_id"], ["scale.id"], name=op.f("fk_verdict_scale_id_scale")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict")),
        sa.UniqueConstraint(
            "claim_id", "author_id", "version", name=op.f("uq_verdict_claim_id_author_id_version")
        ),
        sa.UniqueConstraint("id", "claim_id", "author_id", name=op.f("uq_verdict_id_claim_id_author_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_verdict_claim_id"), "verdict", ["claim_id"], unique=False)
    op.create_index("ix_verdict_message", "verdict", ["chat_id", "message_id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("id", BigId, nullable=False),
        sa.Column("desk_id", BigId, nullable=False),
        sa.Column("verdict_id", BigId, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("file_id", sa.Text(), nullable=True),
        sa.Column("file_kind", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_evidence_desk_id_desk")),
        sa.ForeignKeyConstraint(["verdict_id"], ["verdict.id"], name=op.f("fk_evidence_verdict_id_verdict")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_evidence_verdict_id"), "evidence", ["verdict_id"], unique=False)
    op.create_table(
        "review",
        sa.Column("id", BigId, nullable=False),
        sa.Column("desk_id", BigId, nullable=False),
        sa.Column("claim_id", BigId, nullable=False),
        sa.Column("verdict_id", BigId, nullable=False),
        sa.Column("author_id", BigId, nullable=False),
        sa.Column("reviewer_id", BigId, nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("rating", sa.String(), nullable=True),
        sa.Column("qualifiers", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "decision = 'overrule' OR author_id <> reviewer_id", name=op.f("ck_review_reviewer_is_not_author")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_review_author_id_member")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_review_claim_id_claim")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_review_desk_id_desk")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["member.id"], name=op.f("fk_review_reviewer_id_member")),
        sa.ForeignKeyConstraint(["verdict_id"], ["verdict.id"], name=op.f("fk_review_verdict_id_verdict")),
        sa.ForeignKeyConstraint(
            ["verdict_id", "claim_id", "author_id"],
            ["verdict.id", "verdict.claim_id", "verdict.author_id"],
            name="fk_review_of_verdict",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_review_claim_id"), "review", ["claim_id"], unique=False)
    op.create_index(op.f("ix_review_verdict_id"), "review", ["verdict_id"], unique=False)
    op.create_table(
        "correction",
        sa.Column("id", BigId, nullable=False),
        sa.Column("desk_id", BigId, nullable=False),
        sa.Column("claim_id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author_id", BigId, nullable=False),
        sa.Column("verdict_id", BigId, nullable=False),
        sa.Column("new_verdict_id", BigId, nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_correction_author_id_member")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_correction_claim_id_claim")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_correction_desk_id_desk")),
        sa.ForeignKeyConstraint(
            ["new_verdict_id"], ["verdict.id"], name=op.f("fk_correction_new_verdict_id_verdict")
        ),
        sa.ForeignKeyConstraint(
            ["verdict_id"], ["verdict.id"], name=op.f("fk_correction_verdict_id_verdict")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_correction_claim_id"), "correction", ["claim_id"], unique=False)
    op.create_table(
        "sent_message",
        sa.Column("id", BigId, nullable=False),
        sa.Column("desk_id", BigId, nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("claim_ids", sa.JSON(), nullable=False),
        sa.Column("prompt_id", BigId, nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("shrunk", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_sent_message_desk_id_desk")),
        sa.ForeignKeyConstraint(["prompt_id"], ["prompt.id"], name=op.f("fk_sent_message_prompt_id_prompt")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_message")),
        sa.UniqueConstraint("chat_id", "message_id", name=op.f("uq_sent_message_chat_id_message_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_sent_message_subject"), "sent_message", ["subject"], unique=False)
    op.create_index(
        "ix_sent_message_digest",
        "sent_message",
        ["desk_id", "at"],
        unique=False,
        sqlite_where=sa.text("purpose = 'digest'"),
        postgresql_where=sa.text("purpose = 'digest'"),
    )
    op.create_table(
        "told",
        sa.Column("id", BigId, nullable=False),
        sa.Column("desk_id", BigId, nullable=False),
        sa.Column("claim_id", BigId, nullable=False),
        sa.Column("verdict_id", BigId, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_told_claim_id_claim")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_told_desk_id_desk")),
        sa.ForeignKeyConstraint(["verdict_id"], ["verdict.id"], name=op.f("fk_told_verdict_id_verdict")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_told")),
        sa.UniqueConstraint(
            "claim_id", "verdict_id", "chat_id", name=op.f("uq_told_claim_id_verdict_id_chat_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "outbox",
        sa.Column("id", BigId, nullable=False),
        sa.Column("desk_id", BigId, nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("claim_ids", sa.JSON(), nullable=False),
        sa.Column("card_id", BigId, nullable=True),
        sa.Column("prompt_id", BigId, nullable=True),
        sa.Column("target_id", BigId, nullable=True),
        sa.Column("unique_key", sa.String(), nullable=True),
        sa.Column("recipient_id", BigId, nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("ambiguous", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("named_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["card_id"], ["card.id"], name=op.f("fk_outbox_card_id_card")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_outbox_desk_id_desk")),
        sa.ForeignKeyConstraint(["prompt_id"], ["prompt.id"], name=op.f("fk_outbox_prompt_id_prompt")),
        sa.ForeignKeyConstraint(["recipient_id"], ["person.id"], name=op.f("fk_outbox_recipient_id_person")),
        sa.ForeignKeyConstraint(
            ["target_id"], ["sent_message.id"], name=op.f("fk_outbox_target_id_sent_message")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("unique_key", name=op.f("uq_outbox_unique_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_outbox_card_id"), "outbox", ["card_id"], unique=False)
    op.create_index(op.f("ix_outbox_desk_id"), "outbox", ["desk_id"], unique=False)
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["not_before", "chat_id", "rank", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'pending'"),
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.create_index(
        "ix_outbox_bundle",
        "outbox",
        ["desk_id"],
        unique=False,
        sqlite_where=sa.text("status = 'pending' AND purpose = 'reminder'"),
        postgresql_where=sa.text("status = 'pending' AND purpose = 'reminder'"),
    )
    op.create_index(
        "ix_outbox_parked",
        "outbox",
        ["recipient_id", "chat_id"],
        unique=False,
        sqlite_where=sa.text("status = 'parked'"),
        postgresql_where=sa.text("status = 'parked'"),
    )
    op.create_index(
        "ix_outbox_done",
        "outbox",
        ["done_at"],
        unique=False,
        sqlite_where=sa.text("done_at IS NOT NULL"),
        postgresql_where=sa.text("done_at IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_target",
        "outbox",
        ["target_id"],
        unique=False,
        sqlite_where=sa.text("target_id IS NOT NULL"),
        postgresql_where=sa.text("target_id IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_unnamed",
        "outbox",
        ["desk_id"],
        unique=False,
        sqlite_where=sa.text("status = 'parked' AND named_at IS NULL"),
        postgresql_where=sa.text("status = 'parked' AND named_at IS NULL"),
    )
    op.create_table(
        "digest",
        sa.Column("id", BigId, nullable=False),
        sa.Column("desk_id", BigId, nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("missed", sa.JSON(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("outbox_id", BigId, nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_digest_desk_id_desk")),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_digest_outbox_id_outbox")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint(
            "desk_id", "local_date", "recipient", name=op.f("uq_digest_desk_id_local_date_recipient")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "reminder",
        sa.Column("id", BigId, nullable=False),
        sa.Column("desk_id", BigId, nullable=False),
        sa.Column("claim_id", BigId, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("outbox_id", BigId, nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_reminder_claim_id_claim")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_reminder_desk_id_desk")),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_reminder_outbox_id_outbox")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "claim_id",
            "round",
            "step",
            "n",
            "recipient",
            name=op.f("uq_reminder_claim_id_round_step_n_recipient"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_reminder_outbox",
        "reminder",
        ["outbox_id"],
        unique=False,
        sqlite_where=sa.text("outbox_id IS NOT NULL"),
        postgresql_where=sa.text("outbox_id IS NOT NULL"),
    )
    op.create_index(
        "ix_digest_outbox",
        "digest",
        ["outbox_id"],
        unique=False,
        sqlite_where=sa.text("outbox_id IS NOT NULL"),
        postgresql_where=sa.text("outbox_id IS NOT NULL"),
    )
    if op.get_bind().dialect.name == "sqlite":
        _sqlite_triggers()
    else:
        _postgresql_triggers()


def _what_stays(table: str) -> str:
    """The columns of a table that nobody may change, where those are not all: in which chat a verdict was given
    is no part of it, and a private chat has its person's id."""
    if table != "verdict":
        return ""
    kept = [
        *(
            "id",
            "desk_id",
            "claim_id",
            "author_id",
            "version",
            "scale_id",
            "rating",
            "qualifiers",
            "rationale",
        ),
        "at",
    ]
    return f" OF {', '.join(kept)}"


def _sqlite_triggers() -> None:
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE{_what_stays(table)} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}"
            f" WHEN {_LIVES}"
            f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    op.execute(
        "CREATE VIRTUAL TABLE searchable_index USING fts5("
        "stems, content='searchable', content_rowid='id', tokenize='unicode61 remove_diacritics 0')"
    )
    op.execute(
        "CREATE TRIGGER searchable_added AFTER INSERT ON searchable BEGIN"
        " INSERT INTO searchable_index (rowid, stems) VALUES (new.id, new.stems); END"
    )
    op.execute(
        "CREATE TRIGGER searchable_removed AFTER DELETE ON searchable BEGIN"
        " INSERT INTO searchable_index (searchable_index, rowid, stems)"
        " VALUES ('delete', old.id, old.stems); END"
    )
    # Twins are looked for among one desk's claims alone: each stem stands there with its desk before it.
    op.execute(
        "CREATE VIRTUAL TABLE claim_index USING fts5("
        "words, content='', detail='none', columnsize=0, tokenize='unicode61 remove_diacritics 0')"
    )
    op.execute(
        "CREATE TRIGGER claim_added AFTER INSERT ON searchable WHEN new.kind = 'claim' BEGIN"
        " INSERT INTO claim_index (rowid, words) VALUES"
        " (new.id, new.desk_id || 'x' || replace(new.stems, ' ', ' ' || new.desk_id || 'x')); END"
    )
    op.execute(
        "CREATE TRIGGER claim_removed AFTER DELETE ON searchable WHEN old.kind = 'claim' BEGIN"
        " INSERT INTO claim_index (claim_index, rowid, words) VALUES ('delete',"
        " old.id, old.desk_id || 'x' || replace(old.stems, ' ', ' ' || old.desk_id || 'x')); END"
    )


def _postgresql_triggers() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN"
        " IF TG_OP = 'DELETE' AND (SELECT chat_id FROM desk WHERE id = OLD.desk_id) = 0"
        " THEN RETURN OLD; END IF;"
        " RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE{_what_stays(table)} OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    # What is still to be put into an index is a list that every lookup reads whole, once for each word. 64 kB of it,
    # the least there is, keeps writing quick; with 4 MB, the default, a lookup among 200,000 claims took six times as
    # long.
    op.execute(
        "CREATE INDEX searchable_index ON searchable USING gin (string_to_array(stems, ' '))"
        " WITH (gin_pending_list_limit = 64)"
    )
    # Twins are looked for among one desk's claims alone. Rows of their own, since the key alone answers: an inverted
    # index over the claims sends PostgreSQL to the row of each claim that holds a word, which took four to five times
    # as long among a million claims.
    op.execute(
        'CREATE TABLE claim_index (desk_id bigint NOT NULL, stem text COLLATE "C" NOT NULL,'
        " searchable_id bigint NOT NULL, PRIMARY KEY (desk_id, stem, searchable_id))"
        # What the key alone answers has to be seen by a vacuum; by itself that comes after a fifth of the table.
        " WITH (autovacuum_vacuum_insert_scale_factor = 0.02)"
    )
    # ON CONFLICT: a dump may be put back into tables whose triggers are awake already.
    op.execute(
        "CREATE FUNCTION claim_added() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN"
        " INSERT INTO claim_index SELECT DISTINCT NEW.desk_id, stem, NEW.id"
        " FROM unnest(string_to_array(NEW.stems, ' ')) stem ON CONFLICT DO NOTHING;"
        " RETURN NULL; END $$"
    )
    op.execute(
        "CREATE FUNCTION claim_removed() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN"
        " DELETE FROM claim_index WHERE desk_id = OLD.desk_id AND searchable_id = OLD.id"
        " AND stem = ANY (string_to_array(OLD.stems, ' '));"
        " RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER claim_added AFTER INSERT ON searchable FOR EACH ROW WHEN (NEW.kind = 'claim')"
        " EXECUTE FUNCTION claim_added()"
    )
    op.execute(
        "CREATE TRIGGER claim_removed AFTER DELETE ON searchable FOR EACH ROW WHEN (OLD.kind = 'claim')"
        " EXECUTE FUNCTION claim_removed()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE claim_index")
        op.execute("DROP TABLE searchable_index")
    else:
        op.execute("DROP TRIGGER claim_removed ON searchable")
        op.execute("DROP TRIGGER claim_added ON searchable")
        op.execute("DROP FUNCTION claim_removed()")
        op.execute("DROP FUNCTION claim_added()")
        op.execute("DROP TABLE claim_index")
        op.execute("DROP INDEX searchable_index")
    op.drop_table("reminder")
    op.drop_table("digest")
    op.drop_table("outbox")
    op.drop_table("told")
    op.drop_table("sent_message")
    op.drop_table("correction")
    op.drop_table("review")
    op.drop_table("evidence")
    op.drop_table("verdict")
    op.drop_table("source")
    op.drop_table("searchable")
    op.drop_table("claim_vector")
    op.drop_table("prompt")
    op.drop_table("media")
    op.drop_table("event")
    op.drop_table("card")
    op.drop_table("appearance")
    op.drop_table("pasted_part")
    op.drop_table("claim")
    op.drop_table("reading")
    op.drop_table("mute")
    op.drop_table("invitation")
    op.drop_table("member")
    op.drop_table("errand")
    op.drop_table("set_aside")
    op.drop_table("scale")
    op.drop_table("person")
    op.drop_table("stem_count")
    op.drop_table("sender_allowance")
    op.drop_table("heartbeat")
    op.drop_table("seen_update")
    op.drop_table("due")
    op.drop_table("desk")
    op.drop_table("contact")
    op.drop_table("attempt")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_change()")
