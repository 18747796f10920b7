"""The way to a server: encrypted, verified, and to nobody else, whatever addresses and surroundings say."""

import ssl
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from providers.caldav import CalDav
from providers.caldav.transport import Transport
from providers.errors import ProviderError, Refused, Unreachable
from providers.google.provider import Google
from providers.google.token_file import is_loopback_or_https
from sync.errors import ConfigError
from sync.settings import load_file
from tests.providers.drafts import LOOK
from tests.providers.endless import speaking
from tests.providers.scripted import Scripted, multistatus, scripted
from tests.providers.test_google_hostile_server import Known, google

TRICKS = [
    "http://dav.example.org/",
    "http://127.0.0.1.evil.example/",
    "http://localhost.evil.example/",
    "http://localhost@evil.example/",
    "http://localhost:80@evil.example/",
    "http://127.0.0.1\\\\@evil.example/",
    "http://evil.example#@localhost/",
    "http://evil.example?localhost/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://0.0.0.0/",
    "http://[::]/",
    "http://[fe80::1]/",
    "http://localhost./",
    "http:///path",
    "ftp://127.0.0.1/",
    "file:///etc/passwd",
]


@pytest.mark.parametrize("url", TRICKS)
def test_plain_http_is_for_this_machine_however_another_is_spelt(url: str, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    caldav = f'provider = "caldav"\nurl = "{url}"\n'
    at_google = f'provider = "google"\nclient_secrets = "c.json"\nendpoint = "{url}"\n'
    for account in (caldav, at_google):
        config.write_text(f'[[accounts]]\nname = "a"\n{account}')
        config.chmod(0o600)
        with pytest.raises(ConfigError):
            load_file(config)
    with pytest.raises(Refused):
        CalDav(url.replace("\\\\", "\\"), "me", "secret", LOOK)
    assert not is_loopback_or_https(url.replace("\\\\", "\\"))


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two self-signed certificates for 127.0.0.1, each with its key."""
    return {name: _self_signed(tmp_path_factory.mktemp("tls") / f"{name}.pem") for name in ("ours", "another")}


def _self_signed(path: Path) -> Path:
    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, path.stem)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(secret, hashes.SHA256())
    )
    no_password = serialization.NoEncryption()
    pem = secret.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, no_password)
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + pem)
    return path


@contextmanager
def over_tls(certificate: Path, *, old: bool = False) -> Iterator[Scripted]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    if old:
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
    with scripted(lambda _: multistatus(), tls=context) as server:
        yield server


def ask(server: Scripted, ca_file: Path | None = None) -> int:
    return Transport(server.url, "me", "secret", ca_file=ca_file).ask("PROPFIND", server.url).status


def test_a_certificate_that_nobody_vouches_for_is_refused_on_both_transports(certificates: dict[str, Path]) -> None:
    with over_tls(certificates["ours"]) as server:
        with pytest.raises(Unreachable, match="ca_file"):
            ask(server)
        with pytest.raises(Unreachable, match="certificate"):
            google(server.url).calendars()
        assert server.asked == []


def test_a_private_authority_is_given_by_ca_file_which_then_is_the_only_one(
    certificates: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with over_tls(certificates["ours"]) as server:
        assert ask(server, certificates["ours"]) == 207
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificates["ours"]))
        assert ask(server) == 207
        with pytest.raises(Unreachable):
            ask(server, certificates["another"])


@pytest.mark.parametrize(
    "surroundings",
    [{"REQUESTS_CA_BUNDLE": ""}, {"CURL_CA_BUNDLE": ""}, {"PYTHONHTTPSVERIFY": "0"}, {"SSL_CERT_FILE": "/dev/null"}],
)
def test_nothing_in_the_surroundings_switches_verification_off(
    certificates: dict[str, Path], monkeypatch: pytest.MonkeyPatch, surroundings: dict[str, str]
) -> None:
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    with over_tls(certificates["ours"]) as server, pytest.raises(Unreachable):
        ask(server)


@pytest.mark.parametrize("content", [None, "", "no certificate"])
def test_authorities_that_can_not_be_read_are_an_error_and_no_bug(
    certificates: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    bundle = tmp_path / "bundle.pem"
    if content is not None:
        bundle.write_text(content)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    with over_tls(certificates["ours"]) as server:
        for asking in (lambda: ask(server), lambda: google(server.url).calendars()):
            with pytest.raises(ProviderError):
                asking()


def test_old_versions_of_tls_are_refused(certificates: dict[str, Path]) -> None:
    with over_tls(certificates["ours"], old=True) as server:
        with pytest.raises(Unreachable):
            ask(server, certificates["ours"])
        assert server.asked == []


def test_netrc_never_gives_another_password(
    certificates: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("default login somebody password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with over_tls(certificates["ours"]) as server:
        ask(server, certificates["ours"])
        Transport(server.url, "", "", ca_file=certificates["ours"]).ask("PROPFIND", server.url)
        sent = [asked.headers.get("Authorization", "") for asked in server.asked]
    assert sent == ["Basic bWU6c2VjcmV0", ""]


def test_a_proxy_of_the_surroundings_is_used_and_sees_no_more_than_the_name_of_the_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard: list[bytes] = []
    with speaking(lambda: [b"HTTP/1.1 403 No\r\n\r\n"], heard=heard) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        with pytest.raises(Unreachable, match="proxy"):
            Transport("https://dav.example.org/", "me", "secret").ask("PROPFIND", "https://dav.example.org/me/")
        provider = Google("work", Known(), LOOK, endpoint="https://calendar.example.org/")
        with pytest.raises(Unreachable, match="proxy"):
            provider.calendars()
    assert [one.split()[:2] for one in heard] == [
        [b"CONNECT", b"dav.example.org:443"],
        [b"CONNECT", b"calendar.example.org:443"],
    ]
    assert not [one for one in heard if b"uthorization" in one or b"/me/" in one]


def test_authorities_of_the_surroundings_are_believed_for_google(
    certificates: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificates["ours"]))
    with over_tls(certificates["ours"]) as server:
        with pytest.raises(Unreachable, match="no object"):
            Google("work", Known(), LOOK, endpoint=server.url).calendars()
        assert server.asked
