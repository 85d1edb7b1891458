"""Who works with the register: users, roles, rights, sessions, and the record of who looked at whom."""

from flask import Flask

from ehe.access import guard, looks, navigation, queries, security, views


def init_app(app: Flask) -> None:
    """After `ehe.web` and before any room with pages; `permissions.refuse_undeclared` comes last of all."""
    security.init_app(app)
    guard.init_app(app)
    looks.init_app(app)
    queries.init_app(app)
    navigation.init_app(app)
    app.register_blueprint(views.blueprint)
