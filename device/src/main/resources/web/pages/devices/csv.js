// Comma separated values (RFC 4180), also with semicolons or tabs, as spreadsheets write them.

/**
 * @returns {{header: string[], rows: string[][]}} the first line apart; empty lines are left out
 * @throws Error where a quote does not end
 */
export function parseCsv(text) {
  const content = text.replace(/^\ufeff/, '');
  const separator = [',', ';', '\t'].map((one) => [content.split('\n', 1)[0].split(one).length, one])
    .sort(([a], [b]) => b - a)[0][1];
  const lines = [];
  let line = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < content.length; i++) {
    const character = content[i];
    if (quoted && character === '"' && content[i + 1] === '"') {
      field += '"';
      i++;
    } else if (character === '"' && (quoted || field === '')) {
      quoted = !quoted;
    } else if (!quoted && (character === separator || character === '\n')) {
      line.push(field.replace(/\r$/, ''));
      field = '';
      if (character === '\n') {
        lines.push(line);
        line = [];
      }
    } else {
      field += character;
    }
  }
  if (quoted) {
    throw new Error('A quote in the file is not closed.');
  }
  lines.push([...line, field]);
  const [header, ...rows] = lines.filter((fields) => fields.some((one) => one.trim() !== ''));
  return { header: header?.map((name) => name.trim()) ?? [], rows };
}

/** Rows as text, each value in quotes. */
export const asCsv = (rows) => rows.map((fields) => fields.map((one) => `"${one.replaceAll('"', '""')}"`).join(','))
  .join('\n');
