"""The door for everybody: so many questions from one place in ten minutes, whatever process answers them."""

import time

from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from harapan.staff.lockout import client_address

STRETCH = 600
"""Seconds that are counted together."""
MOST = 30
"""Questions from one place in one stretch: more than a busy desk asks, fewer than a guesser needs."""

KNOCK = """
    INSERT INTO public_knock (client, stretch, count) VALUES (%s, %s, 1)
    ON CONFLICT (client, stretch) DO UPDATE SET count = public_knock.count + 1
    RETURNING count
"""


def knock(request: HttpRequest) -> bool:
    """Count one question. Whether it may be answered."""
    stretch = int(time.time()) // STRETCH
    client = salted_hmac("harapan.public.door", client_address(request), algorithm="sha256").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(KNOCK, [client, stretch])
        count = int(cursor.fetchone()[0])
        if count == 1:
            cursor.execute("DELETE FROM public_knock WHERE stretch < %s", [stretch - 1])
    return count <= MOST
