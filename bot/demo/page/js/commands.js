// The bot's commands, offered while a message begins with a slash.

import * as api from './api.js';
import { el } from './dom.js';
import { isPrivate, state } from './state.js';

/** Bot API, BotCommandScope: the narrowest scope that has commands is the one a client shows. */
function scopesFor(chat) {
  if (isPrivate(chat)) {
    return [{ type: 'chat', chat_id: chat.id }, { type: 'all_private_chats' }, { type: 'default' }];
  }
  const admin = ['creator', 'administrator'].includes(chat.members.get(state.player));
  return [
    { type: 'chat_member', chat_id: chat.id, user_id: state.player },
    ...(admin ? [{ type: 'chat_administrators', chat_id: chat.id }] : []),
    { type: 'chat', chat_id: chat.id },
    ...(admin ? [{ type: 'all_chat_administrators' }] : []),
    { type: 'all_group_chats' },
    { type: 'default' },
  ];
}

export function commandList(field, choose) {
  const list = el('ul', { class: 'commands', id: 'commands', role: 'listbox', 'aria-label': 'Commands', hidden: true });
  let known = null; // a promise of the commands for this chat
  let at = 0;
  field.setAttribute('aria-controls', 'commands');
  field.setAttribute('aria-autocomplete', 'list');

  const items = () => [...list.children];
  const point = (index) => {
    at = (index + items().length) % items().length;
    items().forEach((one, number) => one.setAttribute('aria-selected', String(number === at)));
    field.setAttribute('aria-activedescendant', items()[at].id);
    items()[at].scrollIntoView({ block: 'nearest' });
  };
  const hide = () => {
    list.hidden = true;
    list.replaceChildren();
    field.removeAttribute('aria-activedescendant');
  };
  const take = (send) => {
    field.value = `/${items()[at].dataset.command}${send ? '' : ' '}`;
    hide();
    field.focus();
    if (send) choose();
  };

  return {
    list,
    forget() {
      known = null;
      hide();
    },
    async update(chat) {
      const begun = /^\/(\w*)$/u.exec(field.value);
      if (!begun || !chat) return hide();
      known ??= api.readCommands(state.stage.token, scopesFor(chat));
      const found = (await known).filter((one) => one.command.startsWith(begun[1].toLowerCase()));
      if (!found.length || !/^\/\w*$/u.test(field.value)) return hide();
      list.replaceChildren(
        ...found.map((one, number) =>
          el(
            'li',
            {
              role: 'option',
              id: `command-${number}`,
              data: { command: one.command },
              onmousedown: (event) => {
                event.preventDefault();
                at = number;
                take(false);
              },
            },
            el('strong', {}, `/${one.command}`),
            el('span', { dir: 'auto' }, one.description),
          ),
        ),
      );
      list.hidden = false;
      point(0);
      return undefined;
    },
    /** Whether the key was meant for the list. */
    keyed(event) {
      if (list.hidden) return false;
      if (event.key === 'ArrowDown') point(at + 1);
      else if (event.key === 'ArrowUp') point(at - 1);
      else if (event.key === 'Tab' && !event.shiftKey) take(false);
      else if (event.key === 'Enter' && !event.shiftKey) take(field.value === `/${items()[at].dataset.command}`);
      else if (event.key === 'Escape') hide();
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}
