"""The home page, the pages everyone may read, one's own account, and the administrator's users."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from ehe.access import queries, services
from ehe.access.forms import AddUserForm, ConfirmForm, DisableForm
from ehe.access.navigation import start_of
from ehe.access.permissions import STAFF, Right, Role, open_page, requires
from ehe.core.errors import Refused

blueprint = Blueprint("access", __name__)


@blueprint.get("/")
@requires(Right.own_account)
def home() -> ResponseReturnValue:
    start = start_of(queries.me())
    return redirect(start, 303) if start else render_template("access/home.html")


@blueprint.get("/account")
@requires(Right.own_account)
def account() -> ResponseReturnValue:
    return render_template("access/account.html", last_signed_in_at=current_user.last_signed_in_at)


@blueprint.get("/account/stay")
@requires(Right.own_account)
def stay() -> ResponseReturnValue:
    """Asked by a page left open: being asked keeps the session alive."""
    return "", 204


@blueprint.get("/signed-out")
@open_page("the person has just signed out")
def signed_out() -> ResponseReturnValue:
    return render_template("access/signed_out.html")


@blueprint.get("/accessibility")
@open_page("the accessibility statement is for everyone")
def accessibility() -> ResponseReturnValue:
    return render_template("access/accessibility.html")


@blueprint.get("/privacy")
@open_page("the privacy notice is for everyone")
def privacy() -> ResponseReturnValue:
    return render_template("access/privacy.html")


@blueprint.get("/help")
@open_page("help is for everyone, who cannot sign in above all")
def help_page() -> ResponseReturnValue:
    return render_template("access/help.html")


# ---- users -------------------------------------------------------------------------------------


@blueprint.get("/users")
@requires(Right.manage_users)
def users() -> ResponseReturnValue:
    return render_template("access/users.html", users=queries.users())


@blueprint.route("/users/add", methods=["GET", "POST"])
@requires(Right.manage_users)
def add_user() -> ResponseReturnValue:
    form = AddUserForm()
    if not form.validate_on_submit():
        return render_template("access/add_user.html", form=form)
    role = Role(form.role.data)
    school = form.school_urn.data if role is Role.school else None
    email, who = form.email.data or "", queries.me()
    user, password = services.add_user(email, role, name=form.name.data, school_urn=school, by=who)
    # Shown in this answer and kept nowhere; sent twice, the form finds the address taken.
    return render_template("access/one_time_password.html", user=user, password=password, added=True)


@blueprint.route("/users/<uuid:uuid>/disable", methods=["GET", "POST"])
@requires(Right.manage_users)
def disable_user(uuid: object) -> ResponseReturnValue:
    user, form = queries.user(str(uuid)), DisableForm()
    form.offer(person for person in queries.active_with_role(*STAFF) if person.uuid != user.uuid)
    if form.validate_on_submit():
        cover = queries.user(form.cover.data) if form.cover.data else None
        try:
            services.disable_user(user, by=queries.me(), cover=cover)
        except Refused as refusal:
            form.form_errors.append(refusal.why)
        else:
            return redirect(url_for("access.users"), 303)
    may_have_children = user.person.role in STAFF
    return render_template("access/disable_user.html", form=form, user=user, may_have_children=may_have_children)


@blueprint.route("/users/<uuid:uuid>/password", methods=["GET", "POST"])
@requires(Right.manage_users)
def new_password(uuid: object) -> ResponseReturnValue:
    user, form = queries.user(str(uuid)), ConfirmForm()
    if form.validate_on_submit():
        try:
            password = services.give_new_password(user, by=queries.me())
        except Refused as refusal:
            form.form_errors.append(refusal.why)
        else:
            return render_template("access/one_time_password.html", user=user, password=password, added=False)
    return render_template("access/new_password.html", form=form, user=user)
