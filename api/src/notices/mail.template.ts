import type { Mail } from './mail.schema.js';

interface Letter {
  noticeId: string;
  to: Mail['to'];
  title: string;
  /** Whole address of the page. */
  link: string;
  /** Where topics are switched off. */
  settings: string;
}

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/**
 * One notice as an e-mail, as text and as HTML. Of the person only the name is in it; what happened to
 * whom is behind the sign-in. The message's id is the notice's, so that one sent twice is one.
 */
export function letterOf({ noticeId, to, title, link, settings }: Letter): Mail {
  const greeting = `Dear ${to.name},`;
  const why = 'You have this e-mail because you are registered with Cadastre.';
  return {
    messageId: `<${noticeId}@${new URL(link).hostname}>`,
    to,
    subject: title,
    text: [greeting, title, `Read more: ${link}`, `${why} Choose what you get: ${settings}`].join(
      '\n\n',
    ),
    html: `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title></head>
<body style="font-family: sans-serif; max-width: 36em; margin: 2em auto">
<p>${escaped(greeting)}</p>
<p>${escaped(title)}</p>
<p><a href="${escaped(link)}">Read more</a></p>
<p style="color: #555; font-size: small">${why} <a href="${escaped(settings)}">Choose what you get</a>.</p>
</body></html>
`,
  };
}
