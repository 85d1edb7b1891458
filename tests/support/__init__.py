"""What the tests stand on: a database for each worker, a closed door to the outside, a browser."""
