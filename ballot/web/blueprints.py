"""Every page of the application, by actor."""

from flask import Blueprint

from ballot.web.account import account, invitation, login, passkeys, second_step
from ballot.web.api import registrar as api_registrar
from ballot.web.api import views as api
from ballot.web.member import booth, elections
from ballot.web.officer import (
    calling_off,
    candidates,
    contact,
    dashboard,
    delete,
    excusing,
    forgetting,
    handing_over,
    keys,
    lifecycle,
    lots,
    marked_register,
    paper,
    people,
    practice,
    removing,
    result,
    times,
    trustees,
    vacancies,
    withdrawals,
)
from ballot.web.officer.roll import changes, corrections, members, replacing, roll, rows, token_requests
from ballot.web.officer.tokens import file, letters, mails, reminders
from ballot.web.page import branding, pdf
from ballot.web.public import elections as public
from ballot.web.public import health, turnout
from ballot.web.registrar import pages as registrar
from ballot.web.trustee import pages as trustee

_MODULES = (
    public, turnout, health, branding, pdf,
    booth, elections,
    trustee, registrar, api,
    login, second_step, account, passkeys, invitation,
    dashboard, practice, people, keys, delete, contact, handing_over,
    paper, candidates, trustees, removing, lifecycle, times, calling_off,
    roll, rows, members, changes, corrections, replacing, token_requests,
    mails, letters, file, reminders,
    result, excusing, lots, withdrawals, vacancies, marked_register, forgetting,
)  # fmt: skip
BLUEPRINTS: tuple[Blueprint, ...] = tuple(module.blueprint for module in _MODULES)
# Requests of programs carry no cookie, so that another site's page cannot forge them (W2).
CALLED_BY_PROGRAMS: tuple[Blueprint, ...] = (trustee.blueprint, api.blueprint, api_registrar.blueprint)
