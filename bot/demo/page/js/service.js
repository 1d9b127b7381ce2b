// Messages that nobody wrote: who came, who went, what was pinned.

import { nameOf } from './format.js';

/** The sentence for a service message; null for any other. */
export function serviceText(message) {
  const who = message.from ? nameOf(message.from) : 'Somebody';
  if (message.new_chat_members?.length) {
    const came = message.new_chat_members;
    if (came.length === 1 && came[0].id === message.from?.id) return `${who} joined the group`;
    return `${who} added ${came.map(nameOf).join(', ')}`;
  }
  if (message.left_chat_member) {
    const gone = message.left_chat_member;
    return gone.id === message.from?.id ? `${who} left the group` : `${who} removed ${nameOf(gone)}`;
  }
  if (message.pinned_message) return `${who} pinned a message`;
  if (message.group_chat_created || message.supergroup_chat_created) return `${who} created the group`;
  if (message.new_chat_title) return `${who} renamed the group to ${message.new_chat_title}`;
  if (message.forum_topic_created) return `${who} opened the topic ${message.forum_topic_created.name}`;
  if (message.forum_topic_closed) return `${who} closed the topic`;
  if (message.forum_topic_reopened) return `${who} reopened the topic`;
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return 'The group became a supergroup';
  return null;
}
