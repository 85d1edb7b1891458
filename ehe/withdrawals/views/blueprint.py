"""The one blueprint of the room."""

from flask import Blueprint

blueprint = Blueprint("withdrawals", __name__)
