/** A mail as `readMail` tells it -> one source event, known by its Message-ID, so that a gateway which posts it again changes nothing. */
import { cutObject, idOf, ownField, parkedEvent, type RequestHeaders, type SourceEvent, sourceEvent } from '#libs/connector-kit';

export const FORMAT = 'email/message-1';

/** Never throws. */
export function parse(_headers: RequestHeaders, body: Buffer): readonly SourceEvent[] {
  // What was read is JSON; anything else came as it is, since it could not be read.
  if (body[0] !== 0x7b)
    return [parkedEvent({ format: FORMAT, record: null }, 'no mail: message/rfc822 with From, Subject or Date was expected', body)];
  return cutObject(FORMAT, body, (mail) => {
    const id = idOf(ownField(mail, 'messageId'));
    return [sourceEvent({ format: FORMAT, record: id, eventId: id }, mail, 'Message-ID')];
  });
}
