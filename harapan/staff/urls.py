"""The door: what exists of allauth's addresses. Nobody signs up, nothing goes by mail."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.contrib.auth.decorators import login_required
from django.urls import path
from django.views.generic import RedirectView

mine = login_required(RedirectView.as_view(pattern_name="people:me"))

urlpatterns = [
    path("", account.login, name="account_login"),
    path("keluar/", account.logout, name="account_logout"),
    path("nonaktif/", account.account_inactive, name="account_inactive"),
    path("kata-sandi/", login_required(account.password_change), name="account_change_password"),
    path("kata-sandi/ulang/", account.reauthenticate, name="account_reauthenticate"),
    path("kode/", mfa.authenticate, name="mfa_authenticate"),
    path("kode/ulang/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("kode/pasang/", totp.activate_totp, name="mfa_activate_totp"),
    path("kode/lepas/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("kode/pemulihan/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("kode/pemulihan/baru/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("kode/pemulihan/unduh/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("saya/kode/", mine, name="mfa_index"),
    path("saya/sesi/", mine, name="usersessions_list"),
]
