"""What managers of staff do: take on, post, let act, let go, and give access anew."""

from harapan.staff.actions.access import (
    CannotGiveAccess,
    bind_os_user,
    choose_language,
    end_sessions,
    end_sessions_of,
    renew_one_time_secret,
    reset_password,
    seal_codes_anew,
)
from harapan.staff.actions.people import CannotTakeOn, Newcomer, let_go, take_on
from harapan.staff.actions.postings import CannotPost, let_act, post, postings_due

__all__ = [
    "CannotGiveAccess",
    "CannotPost",
    "CannotTakeOn",
    "Newcomer",
    "bind_os_user",
    "choose_language",
    "end_sessions",
    "end_sessions_of",
    "let_act",
    "let_go",
    "post",
    "postings_due",
    "renew_one_time_secret",
    "reset_password",
    "seal_codes_anew",
    "take_on",
]
