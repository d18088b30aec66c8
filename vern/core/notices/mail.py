"""A notice as mail."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from vern.core.kernel import clock
from vern.core.notices.kinds import notice_kinds
from vern.core.notices.models import Notice


def send(notice_id: int) -> None:
    """Mail a notice once. Raises what the mail server raises; the job is then tried again.

    The Message-ID is the notice's own, so that a crash between sending and noting it gives at
    most one more mail with the same id.
    """
    notice = Notice.objects.select_related("person", "record").get(pk=notice_id)
    if notice.sent_at or notice.withheld:
        return
    with override(notice.person.language):
        message = notice_kinds[notice.kind].compose(notice)
        link = _("Open in Vern: %(url)s") % {"url": settings.VERN_URL + message.path}
        mail = EmailMessage(
            subject=" ".join(message.subject.split()),
            body=f"{message.text}\n\n{link}\n",
            to=[notice.person.email],
            headers={"Message-ID": message_id(notice)},
        )
    mail.send()
    Notice.objects.filter(pk=notice.pk).update(sent_at=clock.now())


def message_id(notice: Notice) -> str:
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return f"<notice-{notice.pk}@{address.partition('@')[2] or 'localhost'}>"
