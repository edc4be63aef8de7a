"""What we tell allauth: staff are taken on by staff, no mail is sent, and everything about signing in is logged."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from harapan.audit.actions import record
from harapan.staff import lockout
from harapan.staff.access import working_as
from harapan.staff.actions import end_sessions
from harapan.staff.codes import TOTP, has_codes
from harapan.staff.models import Staff
from harapan.staff.sealing import opened, sealed
from harapan.ui.words import Words

LOGGED = {
    "account/email/password_changed": "staff.password_changed",
    "mfa/email/totp_activated": "staff.codes_set_up",
    "mfa/email/totp_deactivated": "staff.codes_taken_down",
    "mfa/email/recovery_codes_generated": "staff.recovery_codes_made",
}
"""What others are mailed about, we log: nobody's mail is known here."""

SAID = {
    "account/messages/logged_out.txt": Words("Anda sudah keluar.", "You are signed out."),
    "account/messages/password_changed.txt": Words(
        "Kata sandi baru tersimpan. Sesi di perangkat lain sudah berakhir.",
        "The new password is saved. Sessions on other devices have ended.",
    ),
    "mfa/messages/totp_activated.txt": Words("Kode sekali pakai terpasang.", "One-time codes are set up."),
    "mfa/messages/totp_deactivated.txt": Words("Kode sekali pakai dimatikan.", "One-time codes are switched off."),
}
"""What is said on the next page; whatever allauth would say beside that goes without saying."""

ERRORS = {
    "username_password_mismatch": Words(
        "Nama pengguna atau kata sandi tidak cocok.", "User name and password do not match."
    ),
    "enter_current_password": Words("Kata sandi sekarang tidak benar.", "That is not your current password."),
    "incorrect_password": Words("Kata sandi tidak benar.", "That is not your password."),
    "incorrect_code": Words(
        "Kode tidak cocok. Ketik kode yang sedang tampil; satu kode hanya berlaku sekali.",
        "That code does not fit. Type the one shown now; a code works only once.",
    ),
    "cannot_delete_authenticator": Words(
        "Jabatan Anda mewajibkan kode sekali pakai: kode dapat diganti, tidak dapat dimatikan.",
        "Your position needs one-time codes: they can be renewed, not switched off.",
    ),
    "cannot_generate_recovery_codes": Words(
        "Pasang kode sekali pakai dahulu, baru buat kode pemulihan.",
        "Set up one-time codes first, then make recovery codes.",
    ),
}


class StaffAdapter(DefaultAccountAdapter):
    """Staff are taken on by staff."""

    error_messages = {**DefaultAccountAdapter.error_messages, **ERRORS}

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **rest: Any) -> HttpResponse | None:
        """A one-time password that is too old lets nobody in, nor does anybody made up where people are real."""
        if isinstance(user, Staff) and settings.PRODUCTION and user.synthetic:
            return self.respond_user_inactive(request, user)
        if isinstance(user, Staff) and user.password_until and user.password_until < timezone.now():
            return render(request, "account/password_expired.html", status=403)
        return super().pre_login(request, user, **rest)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Signed in, with every proof that was asked for."""
        super().login(request, user)
        if isinstance(user, Staff):
            lockout.forget_wrong_codes(user)
            with working_as(user):
                record("staff.signed_in", user, by=user)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **rest: Any) -> HttpResponse:
        """A browser that has chosen no language yet speaks the person's own."""
        response = super().post_login(request, user, **rest)
        if isinstance(user, Staff) and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            lasts = int(timedelta(days=365).total_seconds())
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                user.language,
                max_age=lasts,
                samesite="Lax",
                secure=settings.LANGUAGE_COOKIE_SECURE,
            )
        return response

    def logout(self, request: HttpRequest) -> None:
        """Signed out by themselves."""
        if isinstance(request.user, Staff):
            record("staff.signed_out", request.user, by=request.user)
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Wrong password, or nobody by that name: the log names whose account it was, never what was typed."""
        lockout.log_failure(request, str(credentials.get("username", "")), "password")

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """One's own password, chosen: nobody else knows it any more, and every other session is over."""
        assert isinstance(user, Staff)
        user.set_password(password)
        user.password_changed_at = timezone.now()
        user.password_until = user.password_given_by = None
        user.save(update_fields=["password", "password_changed_at", "password_until", "password_given_by"])
        end_sessions(user, by=user, keep=self.request.session.session_key)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        """Back to one's own page."""
        return reverse("people:me")

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *_: Any,
        message: str | None = None,
        **__: Any,
    ) -> None:
        """In both languages, from `SAID`."""
        words = message or SAID.get(message_template or "")
        if words:
            super().add_message(request, level, message=str(words))

    def is_reauthentication_required(self, *, app: str, **rest: Any) -> bool:
        """Who has no codes yet has only just typed the password, and has nothing to guard with them."""
        user = self.request.user
        return not (isinstance(user, Staff) and not has_codes(user)) and super().is_reauthentication_required(
            app=app, **rest
        )

    def send_notification_mail(self, template_prefix: str, user: AbstractBaseUser, *_: Any, **__: Any) -> None:
        """What would be a mail is an entry in the log."""
        assert isinstance(user, Staff)
        if template_prefix == "mfa/email/totp_activated":
            Staff.objects.filter(pk=user.pk).update(codes_given_by=None)
            record_authentication(self.request, user, "mfa", reauthenticated=True)  # they have just shown a code
        if verb := LOGGED.get(template_prefix):
            record(verb, user, by=user)

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser | None) -> HttpResponse:  # noqa: ARG002
        """Somebody who has left."""
        return redirect("account_inactive")


class CodesAdapter(DefaultMFAAdapter):
    """Whoever needs one-time codes cannot switch them off; their secrets are sealed in the database."""

    error_messages = {**DefaultMFAAdapter.error_messages, **ERRORS}

    def encrypt(self, text: str) -> str:
        """Secrets and seeds of recovery codes, before they are kept."""
        return sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The other way round."""
        return opened(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not where the position asks for them; a lost phone is for whoever manages staff."""
        user: models.Model = authenticator.user
        return not (authenticator.type == TOTP and isinstance(user, Staff) and user.needs_codes)
