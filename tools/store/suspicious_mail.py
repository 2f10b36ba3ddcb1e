"""Whether an agent is at work on mail that tries to mislead, or was before: it then leaves no notes and sends no words.

What counts as suspicious is `advancing.reading.attack`'s; how the tour manager is warned is `agents.email_parser`'s.
"""

from advancing.errors import StateConflict
from advancing.extraction import VenueMail
from advancing.reading.attack import find_suspicions
from advancing.reading.own_words import own_words
from advancing.roles import Role
from tools.context import ToolCall
from tools.store.agent import running_task


async def refuse_after_suspicious_mail(ctx: ToolCall, what: str) -> None:
    """Refuse what an agent of a show would leave behind, where that show's mail tries to instruct or to mislead.

    The rules decide, on the message of the task and on the show's earlier readings: a model that obeys the mail
    would not say of itself that it does.

    Args:
        ctx: The call.
        what: What is refused, as the beginning of a sentence: "Nothing is remembered".

    Raises:
        StateConflict: There is such mail.
    """
    show_id = ctx.caller.show_id
    if show_id is None:
        return
    task = await running_task(ctx.conn, Role.EMAIL_PARSER, show_id)
    suspicious = False
    if task is not None and "mail" in task.input:
        mail = VenueMail.model_validate(task.input["mail"])
        words = own_words(mail.body, sender=mail.sender, our_addresses=mail.our_addresses)
        suspicious = bool(find_suspicions(mail, words))
    if not suspicious:
        cursor = await ctx.conn.execute(
            "select 1 from email_extractions where show_id = %s and suspicions <> '[]' limit 1", (show_id,)
        )
        suspicious = await cursor.fetchone() is not None
    if suspicious:
        raise StateConflict(
            f"{what}: mail of this show tries to instruct software or to mislead. The tour manager is warned of it."
        )
