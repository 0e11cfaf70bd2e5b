from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from kg.settings import Settings
from search_api.web.app import create_app

from .sample import SampleService

TOKEN = "a-token-of-the-tests"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def service() -> SampleService:
    return SampleService()


@pytest.fixture
def client(service: SampleService) -> FlaskClient:
    return create_app(service, Settings(write_token=TOKEN)).test_client()


@pytest.fixture
def browser(service: SampleService) -> FlaskClient:
    """A client that sends what a browser sends."""
    opened = create_app(service, Settings(write_token=TOKEN)).test_client()
    opened.environ_base["HTTP_ACCEPT"] = BROWSER["Accept"]
    return opened
