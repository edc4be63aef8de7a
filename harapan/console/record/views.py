"""Pages of this desk."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from harapan.staff.middleware import StaffRequest


@login_required
def index(request: StaffRequest) -> HttpResponse:
    """The first page of this desk."""
    return render(request, "console/record/index.html")
