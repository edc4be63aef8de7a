"""What people type at the door: user name, password, one-time code."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm as AllauthCodeForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthCodeAgainForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms

from harapan.staff import lockout
from harapan.staff.adapter import ERRORS
from harapan.staff.codes import TOTP, step_of, use_code
from harapan.staff.models import Staff
from harapan.ui.words import said

LONGEST_PASSWORD = 200


class _Plain:
    """Labels in both languages, no words inside the boxes, and no box that takes a book."""

    fields: dict[str, forms.Field]

    def say(self, **labels: tuple[str, str]) -> None:
        """Name the fields."""
        for name, (indonesian, english) in labels.items():
            field = self.fields[name]
            field.label, field.help_text = said(indonesian, english), ""
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs.setdefault("maxlength", LONGEST_PASSWORD)


class SignInForm(_Plain, LoginForm):
    """User name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.say(login=("Nama pengguna", "User name"), password=("Kata sandi", "Password"))
        self.fields["login"].widget.attrs.update(autocapitalize="none", spellcheck="false", autofocus=True)


class PasswordAgainForm(_Plain, ReauthenticateForm):
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.say(password=("Kata sandi", "Password"))


class NewPasswordForm(_Plain, ChangePasswordForm):
    """A password of one's own choice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.say(
            oldpassword=("Kata sandi sekarang", "Current password"),
            password1=("Kata sandi baru", "New password"),
            password2=("Kata sandi baru, sekali lagi", "New password, once more"),
        )
        self.fields["password1"].help_text = said(
            "Sedikitnya 12 karakter, bukan hanya angka, bukan kata yang umum. Beberapa kata acak mudah diingat.",
            "At least 12 characters, not only digits, nothing common. A few random words are easy to remember.",
        )

    def clean(self) -> dict[str, Any]:
        """Both must agree, and it must be another one than before."""
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("password1") and cleaned.get("password1") == cleaned.get("oldpassword"):
            self.add_error(
                "password1",
                said("Kata sandi baru harus berbeda dari yang lama.", "The new password must differ from the old one."),
            )
        return cleaned


class _CodeForm(_Plain):
    """A code from the phone, or one of the recovery codes; each works once, and wrong ones are counted."""

    user: Staff
    cleaned_data: dict[str, Any]
    authenticator: Authenticator

    def clean_code(self) -> str:
        """The code, if it proves anything. Written anew: allauth counts and remembers in one process only."""
        code, request = self.cleaned_data["code"], context.request
        if not lockout.codes_are_locked(request, self.user):
            for authenticator in Authenticator.objects.filter(user=self.user.pk):
                if _proves(authenticator, code):
                    self.authenticator = authenticator
                    return str(code)
            lockout.count_wrong_code(request, self.user)
        raise forms.ValidationError(str(ERRORS["incorrect_code"]))


def _proves(authenticator: Authenticator, code: str) -> bool:
    if authenticator.type == TOTP:
        return use_code(authenticator, code)
    return bool(authenticator.wrap().validate_code(code))


class CodeForm(_CodeForm, AllauthCodeForm):
    """The second proof at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_code(self)


class CodeAgainForm(_CodeForm, AllauthCodeAgainForm):
    """A code once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_code(self)


class FirstCodeForm(_Plain, ActivateTOTPForm):
    """The first code of a phone that has just read our secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_code(self)

    def clean_code(self) -> str:
        """The phone and we count alike."""
        code = str(self.cleaned_data["code"])
        if step_of(self.secret, code) is None:
            raise forms.ValidationError(str(ERRORS["incorrect_code"]))
        return code


def name_code(form: _Plain) -> None:
    """A box for six digits, with the right keyboard on a phone."""
    form.say(code=("Kode sekali pakai", "One-time code"))
    form.fields["code"].widget.attrs.update(inputmode="numeric", maxlength=20, autofocus=True)
