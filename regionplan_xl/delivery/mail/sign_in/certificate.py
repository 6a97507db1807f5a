"""Read the certificate with which an application signs in: a PEM file with its private key."""

import re
from pathlib import Path

from regionplan_xl.errors import InputError, Place
from regionplan_xl.text import Phrase, phrase

_BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----.+?-----END \1-----", re.DOTALL)


def parse_certificate(pem: bytes, path: Path) -> dict[str, str]:
    """Return the private key and certificate in a PEM file, in the form that MSAL expects.

    Raise `InputError` if one is missing or invalid, or if they are not a pair. MSAL itself computes the thumbprint by
    which Entra identifies the certificate.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    blocks = {found[1].decode(): found[0] for found in reversed(list(_BLOCK.finditer(pem)))}
    key = next((block for kind, block in blocks.items() if kind.endswith("PRIVATE KEY")), None)
    certificate = blocks.get("CERTIFICATE")
    if key is None or certificate is None:
        raise _invalid(phrase("There is no private key and certificate in the file."), path)
    try:
        private = load_pem_private_key(key, password=None)
        public = x509.load_pem_x509_certificate(certificate).public_key()
    except TypeError as error:
        raise _invalid(phrase("The private key in the file is encrypted."), path) from error
    except ValueError as error:
        raise _invalid(phrase("The private key or the certificate in the file is damaged."), path) from error
    if private.public_key() != public:
        raise _invalid(phrase("The private key in the file is not that of the certificate."), path)
    return {"private_key": key.decode("ascii"), "public_certificate": certificate.decode("ascii")}


def _invalid(what: Phrase, path: Path) -> InputError:
    fix = phrase(
        "Write the private key, not encrypted, and the certificate that is uploaded in Entra into one PEM file."
    )
    return InputError(what, fix, Place(file=str(path)))
