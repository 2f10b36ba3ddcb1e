"""Raw messages as a venue, its mail server, or a stranger writes them to the tour manager."""

from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any

from tests.builders import VENUE_ADDRESS

DANA = "dana@nightferry.example"
DATE = "Fri, 20 Nov 2026 10:00:00 +0000"


def answer(sent: dict[str, Any], body: str, *, sender: str = VENUE_ADDRESS, **headers: str) -> bytes:
    """An answer to a mail of ours.

    Args:
        sent: The mail, as the emulator lists it.
        body: The venue's words.
        sender: Who answers.
        headers: Further headers, `Auto_Submitted="auto-replied"`.
    """
    given = {"In_Reply_To": sent["messageId"], "References": sent["messageId"], **headers}
    return letter(body, sender=sender, subject=f"Re: {sent['subject']}", **given)


def letter(body: str, *, sender: str, subject: str, **headers: str) -> bytes:
    """A mail to Dana that answers nothing."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = DANA
    message["Subject"] = subject
    message["Message-ID"] = make_msgid(domain="theritz.example")
    message["Date"] = DATE
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body)
    return message.as_bytes()


def stray() -> bytes:
    """A mail from somebody unknown that names no show."""
    return letter(
        "Hi, load in would be at 3pm, doors at 8.", sender="Casey <casey@promo.example>", subject="Next month"
    )


def out_of_office(sent: dict[str, Any]) -> bytes:
    """What a mail server answers while its owner is away."""
    return answer(
        sent, "I am out of the office until Monday. For load in at 3pm ask Kim.", Auto_Submitted="auto-replied"
    )


def bounce(sent: dict[str, Any], *, action: str = "failed", status: str = "5.1.1") -> bytes:
    """A delivery report on a mail of ours (RFC 3464)."""
    reason = f"smtp; 550 {status} The email account does not exist."
    return f"""From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
To: {DANA}
Subject: Delivery Status Notification (Failure)
Message-ID: {make_msgid(domain="googlemail.com")}
Date: {DATE}
Auto-Submitted: auto-replied
In-Reply-To: {sent["messageId"]}
References: {sent["messageId"]}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: text/plain

Address not found: {sent["to"][0]}

--part
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com

Final-Recipient: rfc822; {sent["to"][0]}
Action: {action}
Status: {status}
Diagnostic-Code: {reason}

--part--
""".encode()
