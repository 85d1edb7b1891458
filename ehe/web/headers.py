"""What every answer tells the browser to refuse."""

import secrets

from flask import Flask, Response, g, request

from ehe.core.settings import current

POLICY = (
    "default-src 'none'",
    "script-src 'self' 'nonce-{nonce}'",
    "style-src 'self' 'nonce-{nonce}'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Flask-WTF asks for the referrer of our own pages on https; nobody else is told one.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
A_YEAR = 31_536_000


def init_app(app: Flask) -> None:
    app.after_request(_harden)
    app.jinja_env.globals["csp_nonce"] = nonce


def nonce() -> str:
    """This request's word for the scripts and styles written into the page."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    found: str = g.csp_nonce
    return found


def _harden(response: Response) -> Response:
    # A view may ask for stricter (a stored document: "sandbox"), so nothing is overwritten.
    response.headers.setdefault("Content-Security-Policy", "; ".join(POLICY).format(nonce=nonce()))
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    if current().https:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={A_YEAR}")
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    elif "v" in request.args and response.status_code == 200:
        response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response
