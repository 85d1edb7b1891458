"""Flask-Security as the register uses it: its views and checks, our pages, sessions, words and routes.

Only the routes named here exist; there is no reset by e-mail, no "remember me", no token for machines.
"""

import hashlib
import hmac
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import Blueprint, Flask, flash, render_template, session
from flask.typing import ResponseReturnValue
from flask_login import user_logged_in, user_logged_out
from flask_security import Security, SQLAlchemyUserDatastore, password_changed
from flask_security import views as theirs
from flask_security.totp import Totp

from ehe.access import passwords, sessions
from ehe.access.forms import ChangePasswordForm, CodeForm, SignInForm
from ehe.access.models import SecurityRole, User
from ehe.access.permissions import Right, open_page, requires
from ehe.access.queries import reader
from ehe.core.base import db
from ehe.core.errors import NotFound
from ehe.core.settings import Settings
from ehe.core.today import now
from ehe.web.edge import writes_late

MESSAGES = {
    "PASSWORD_NOT_PROVIDED": "Enter your password",
    "INVALID_PASSWORD": "The password you have now is not this one",
    "PASSWORD_INVALID_LENGTH": "New password must have %(length)s characters or more",
    "PASSWORD_IS_THE_SAME": "New password must not be the one you have now",
    "TWO_FACTOR_INVALID_TOKEN": "The code is not right, or its time is over. Enter the code your app shows now",
}


class Datastore(SQLAlchemyUserDatastore):
    """Flask-Security asks for a commit after its views; the commit edge has made it by then."""

    def commit(self) -> None:
        pass


class OneUseTotp(Totp):
    """A code opens the door once: the counter of the last one used is kept with the user."""

    def get_last_counter(self, user: Any) -> int | None:
        counter: int | None = user.tf_last_counter
        return counter

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        user.tf_last_counter = tmatch.counter


def init_app(app: Flask) -> None:
    settings: Settings = app.extensions["ehe_settings"]
    app.session_interface = sessions.Sessions(settings)
    app.jinja_env.globals["idle_seconds"] = lambda: int(sessions.IDLE.total_seconds())
    app.config.update(_configuration(settings))
    security = Security(
        app,
        Datastore(db, User, SecurityRole),  # type: ignore[arg-type]  # see models.UserMixin
        register_blueprint=False,
        login_form=SignInForm,
        change_password_form=ChangePasswordForm,
        two_factor_verify_code_form=CodeForm,
        render_template=render_template,
        totp_cls=OneUseTotp,
    )
    security.want_json(lambda _request: False)
    security.login_manager.request_loader(lambda _request: None)
    # It loads the user before every request; a style sheet needs none.
    security.principal.skip_static = True
    app.register_blueprint(_blueprint(settings.second_factor))
    user_logged_in.connect(_signed_in, app)
    user_logged_out.connect(_signed_out, app)
    password_changed.connect(_password_changed, app)


def _configuration(settings: Settings) -> dict[str, Any]:
    return {
        "SECURITY_CHANGEABLE": True,
        "SECURITY_CLI_USERS_NAME": False,
        "SECURITY_CLI_ROLES_NAME": False,
        "SECURITY_FLASH_MESSAGES": False,
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_LOGOUT_CSRF": True,
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_USER_IDENTITY_ATTRIBUTES": [{"email": {"mapper": str.lower, "case_insensitive": False}}],
        # Where people go, and the pages they see.
        "SECURITY_POST_LOGIN_VIEW": "access.home",
        "SECURITY_POST_LOGOUT_VIEW": "access.signed_out",
        "SECURITY_POST_CHANGE_VIEW": "access.home",
        "SECURITY_LOGIN_USER_TEMPLATE": "access/sign_in.html",
        "SECURITY_LOGOUT_USER_TEMPLATE": "access/sign_out.html",
        "SECURITY_CHANGE_PASSWORD_TEMPLATE": "access/change_password.html",
        "SECURITY_TWO_FACTOR_SETUP_TEMPLATE": "access/second_factor_set_up.html",
        "SECURITY_TWO_FACTOR_VERIFY_CODE_TEMPLATE": "access/second_factor.html",
        # Passwords stand alone: a new secret key locks nobody out.
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_PASSWORD_LENGTH_MIN": passwords.LEAST,
        "SECURITY_PASSWORD_NORMALIZE_FORM": passwords.NORMAL_FORM,
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": _cheap() if settings.testing else {},
        # The second factor: an authenticator app, for everyone, at every sign-in.
        "SECURITY_TWO_FACTOR": settings.second_factor,
        "SECURITY_TWO_FACTOR_REQUIRED": settings.second_factor,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "SECURITY_TOTP_SECRETS": {"1": _derived(settings.secret_key, "second factor")},
        "SECURITY_TOTP_ISSUER": "Home education register",
        # Our sessions are rows that end; a telephone that changes its network stays signed in.
        "SESSION_PROTECTION": None,
        "SECURITY_FRESHNESS": timedelta(days=1),
    } | {f"SECURITY_MSG_{key}": (words, "error") for key, words in MESSAGES.items()}


def _cheap() -> dict[str, int]:
    return {"argon2__time_cost": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}


def _derived(key: str, purpose: str) -> str:
    return hmac.new(key.encode(), purpose.encode(), hashlib.sha256).hexdigest()


# ---- the routes --------------------------------------------------------------------------------


def _blueprint(second_factor: bool) -> Blueprint:
    blueprint = Blueprint("security", __name__)
    add = blueprint.add_url_rule
    both = ["GET", "POST"]
    add("/sign-in", "login", open_page("people sign in here")(writes_late(_own(theirs.login))), methods=both)
    add("/sign-out", "logout", open_page("signing out twice does no harm")(_own(theirs.logout)), methods=["POST"])
    add("/account/password", "change_password", requires(Right.own_account)(_own(theirs.change_password)), methods=both)
    if second_factor:
        set_up = open_page("after the password, before being signed in")(_before_signing_in(theirs.two_factor_setup))
        code = open_page("after the password, before being signed in")(
            _before_signing_in(theirs.two_factor_token_validation)
        )
        add("/sign-in/second-factor", "two_factor_setup", set_up, methods=both)
        add("/sign-in/code", "two_factor_token_validation", code, methods=both)
        # Flask-Security's page of the code names this route; a lost device is the administrator's to mend.
        add("/sign-in/lost", "two_factor_rescue", open_page("says who can help")(_no_rescue), methods=["GET"])
    return blueprint


def _own(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """A view of theirs that can carry a declaration of ours."""

    @wraps(view)
    def ours(*arguments: Any, **named: Any) -> ResponseReturnValue:
        return view(*arguments, **named)

    return ours


def _before_signing_in(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Someone signed in who wants another device asks an administrator: a stolen session must not change it."""

    @wraps(view)
    def ours(*arguments: Any, **named: Any) -> ResponseReturnValue:
        if reader() is not None:
            raise NotFound
        return view(*arguments, **named)

    return ours


def _no_rescue() -> ResponseReturnValue:
    return render_template("access/second_factor_lost.html")


# ---- what signing in and out does to the session ------------------------------------------------


def _signed_in(_app: Flask, user: User, **_more: Any) -> None:
    user.last_signed_in_at = now()
    session.pop("csrf_token", None)
    _session().belongs_to(user.uuid)


def _signed_out(_app: Flask, **_more: Any) -> None:
    _session().end()


def _password_changed(_app: Flask, user: User, **_more: Any) -> None:
    """Flask-Security has signed the user in again; every other session of theirs ends."""
    user.password_is_one_time = False
    sessions.end_all(user.uuid)
    flash("Your password has been changed", "success")


def _session() -> sessions.Session:
    found = session._get_current_object()  # type: ignore[attr-defined]
    assert isinstance(found, sessions.Session)
    return found
