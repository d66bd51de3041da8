// Brings a file to the server: with progress, and a checksum that tells whether it came whole.

import { html, nothing } from '../../lib.js';
import { bytes } from '../../base/format.js';
import { rest, upload } from '../../base/session.js';
import { done } from '../../base/toast.js';
import { ask } from '../../parts/dialog.js';

const LARGEST_IN_MEMORY = 256 * 1024 * 1024;

/** @param profiles Map from id to name */
export function uploadPackage(profiles, finished) {
  let progress = null;
  let doing = '';
  let created = null; // without its file, after an upload that failed

  ask({ title: 'Upload package', action: 'Upload',
    fields: () => html`
      <div class="pair">
        <label>Title <input name="title" required maxlength="255" autofocus></label>
        <label>Version <input name="version" required maxlength="255"></label>
      </div>
      <div class="pair">
        <label>Kind <select name="type"><option value="FIRMWARE">Firmware</option>
          <option value="SOFTWARE">Software</option></select></label>
        <label>For devices of <select name="profile"><option value="">any profile</option>
          ${[...profiles].map(([id, name]) => html`<option value=${id}>${name}</option>`)}</select></label>
      </div>
      <label>File <input type="file" name="file" required></label>
      <label>SHA-256 to expect <input class="mono" name="checksum" placeholder="computed from the file"></label>
      ${progress === null ? nothing : html`<div><p class="quiet small" role="status">${doing}</p>
        <progress max="1" value=${progress} aria-label="Upload"></progress></div>`}`,
    submit: (form, draw) => send(form, (now, words) => {
      progress = now;
      doing = words;
      draw();
    }) });

  async function send(form, tell) {
    const file = form.get('file');
    tell(0, 'Computing the checksum');
    const checksum = form.get('checksum') || await sha256(file);
    const profile = form.get('profile');
    created ??= await rest('POST', '/api/otaPackage', { title: form.get('title'), version: form.get('version'),
      type: form.get('type'), deviceProfileId: profile ? { entityType: 'DEVICE_PROFILE', id: profile } : null });
    const body = new FormData();
    body.append('file', file);
    const query = new URLSearchParams({ checksumAlgorithm: 'SHA256', ...checksum && { checksum } });
    await upload(`/api/otaPackage/${created.id.id}?${query}`, body, (part) => tell(part,
      `${bytes(part * file.size)} of ${bytes(file.size)}`));
    done(`${created.title} ${created.version} is here, its checksum is right`);
    finished();
  }
}

/** Of a file that is not too large; nothing where the page did not come over TLS: then the server computes it alone. */
async function sha256(file) {
  if (!crypto.subtle || file.size > LARGEST_IN_MEMORY) {
    return null;
  }
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
