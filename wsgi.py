"""What a web server starts: `gunicorn wsgi:app`."""

from ehe import create_app

app = create_app()
