"""Sessions in the database, for which a cookie that no session could have is as good as none."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore


class SessionStore(DatabaseSessionStore):
    """Django's own store; PostgreSQL would answer a NUL in the cookie with an error, on every page."""

    def _validate_session_key(self, key):
        return super()._validate_session_key(key) and key.isascii() and key.isalnum()
