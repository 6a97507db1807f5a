"""Messages with returns: unpack them and check who may answer."""
