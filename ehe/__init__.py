"""`ehe`: a local authority's register of home-educated children and children missing education."""

from pathlib import Path

from flask import Flask
from flask_migrate import Migrate

from ehe import access, web
from ehe.access import authority, permissions
from ehe.children import views as children_views
from ehe.clocks import views as clocks_views
from ehe.closures import views as closures_views
from ehe.concerns import views as concerns_views
from ehe.contacts import views as contacts_views
from ehe.core import database
from ehe.core.base import db
from ehe.core.settings import SettingError, Settings, from_environment
from ehe.escalations import views as escalations_views
from ehe.jobs import health
from ehe.letters import views as letters_views
from ehe.suitability import views as suitability_views
from ehe.withdrawals import views as withdrawals_views

ROOT = Path(__file__).resolve().parent.parent


def create_app(settings: Settings | None = None) -> Flask:
    """The web application; without settings it reads the environment and refuses to start on a bad one."""
    settings = settings or from_environment()
    _make(settings.instance)
    app = Flask(
        "ehe",
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        instance_path=str(settings.instance),
    )
    app.extensions["ehe_settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database,
        # Values bound to SQL are people's names and words: they stay out of logs and errors.
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": True},
        MAX_CONTENT_LENGTH=12 * 1024 * 1024,
        TESTING=settings.testing,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
    )
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    with app.app_context():
        database.prepare(db.engine, scratch=settings.scratch)
    _rooms(app)
    return app


def _make(instance: Path) -> None:
    try:
        instance.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError(f"EHE_INSTANCE: {instance} cannot be used as a folder: {error.strerror}.") from error


def _rooms(app: Flask) -> None:
    """Tell each room that takes part in requests that the house is open."""
    web.init_app(app)
    access.init_app(app)
    officers = (clocks_views, children_views, contacts_views, concerns_views, suitability_views, closures_views)
    for room in (*officers, escalations_views, letters_views, authority, withdrawals_views):
        app.register_blueprint(room.blueprint)
    health.init_app(app)
    permissions.refuse_undeclared(app)
