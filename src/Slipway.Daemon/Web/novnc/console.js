// Shows a server's screen. The ticket stands behind the # of the address, which browsers send to nobody; it is taken out of the address
// at once, handed to our own door in a body and as a subprotocol, and opens the console one time.
import RFB from './novnc-1.7.0/core/rfb.js';

const byId = id => document.getElementById(id);
const screen = byId('screen');
const needConnection = ['ctrl-alt-del', 'paste', 'full-screen', 'disconnect'].map(byId);

const SHIFT = 0xffe1;
const RETURN = 0xff0d;
const TAB = 0xff09;
// What an English (US) keyboard types with Shift.
const SHIFTED = /[A-Z~!@#$%^&*()_+{}|:"<>?]/;

let rfb = null;

function say(words, isWrong = false) {
    byId('state').textContent = words;
    byId('state').classList.toggle('wrong', isWrong);
    document.documentElement.dataset.state = isWrong ? 'wrong' : words.toLowerCase();
}

function takeTicket() {
    const ticket = new URLSearchParams(location.hash.slice(1)).get('ticket') ?? '';
    // Not in the history, nor in what somebody copies from the address bar.
    history.replaceState(null, '', location.pathname);
    return ticket;
}

/** Asks whether the ticket opens; a browser would not tell the words of a WebSocket that was refused. */
async function look(ticket) {
    try {
        const answer = await fetch('ticket', { method: 'POST', body: new URLSearchParams({ ticket }), cache: 'no-store', credentials: 'omit' });
        return answer.ok ? { view: await answer.json() } : { words: await answer.text() };
    } catch {
        return { words: 'The service cannot be reached. Check your connection and load the link again.' };
    }
}

async function start() {
    const ticket = takeTicket();
    if (ticket === '') {
        say('This page needs a link with a ticket. Get one (eq/novnc).', true);
        return;
    }

    say('Connecting');
    const { view, words } = await look(ticket);
    if (!view) {
        say(words, true);
        return;
    }

    document.title = `${view.hostname} - console`;
    byId('title').textContent = `${view.hostname} (server ${view.server})`;
    connect(ticket);
}

function connect(ticket) {
    const address = new URL('socket', location.href);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    address.hash = '';
    const socket = new WebSocket(address, ['binary', `ticket.${ticket}`]);
    let wasOpen = false;
    let reason = '';
    socket.addEventListener('open', () => { wasOpen = true; });
    socket.addEventListener('close', event => { reason = event.reason; });

    rfb = new RFB(screen, socket, { shared: true });
    rfb.scaleViewport = true;
    rfb.background = '#000';
    rfb.focusOnClick = true;
    rfb.addEventListener('connect', () => {
        say('Connected');
        needConnection.forEach(button => { button.disabled = false; });
        rfb.focus();
    });
    rfb.addEventListener('disconnect', async () => {
        rfb = null;
        needConnection.forEach(button => { button.disabled = true; });
        if (byId('paste-dialog').open) {
            byId('paste-dialog').close('cancel');
        }

        if (reason !== '') {
            say(`Ended: ${reason}`, true);
        } else if (wasOpen) {
            say('Ended. To look again, get a new link (eq/novnc).');
        } else {
            // The ticket is as it was, or somebody else has used it meanwhile.
            const { words } = await look(ticket);
            say(words ?? 'The console cannot be opened just now. Load the link again in a moment, or end open consoles (eq/stop_novnc).', true);
        }
    });
}

function press(key, down) {
    rfb.sendKey(key, null, down);
}

function typeText(text) {
    let leftOut = 0;
    for (const character of text.replaceAll('\r\n', '\n')) {
        const code = character.codePointAt(0);
        const key = character === '\n' ? RETURN : character === '\t' ? TAB : code >= 0x20 && code < 0x7f ? code : null;
        if (key === null) {
            leftOut++;
            continue;
        }

        const isShifted = SHIFTED.test(character);
        if (isShifted) {
            press(SHIFT, true);
        }

        press(key, true);
        press(key, false);
        if (isShifted) {
            press(SHIFT, false);
        }
    }

    say(leftOut === 0 ? 'Connected' : `Connected. ${leftOut} characters that this keyboard does not have were left out.`);
}

byId('ctrl-alt-del').addEventListener('click', () => {
    rfb?.sendCtrlAltDel();
    rfb?.focus();
});

byId('disconnect').addEventListener('click', () => rfb?.disconnect());

// The screen takes every key, Tab too: this is the way back to the buttons.
screen.addEventListener('keydown', event => {
    if (event.ctrlKey && event.altKey && event.shiftKey && event.code === 'KeyB') {
        event.preventDefault();
        event.stopPropagation();
        // They are let go over the buttons, where the server would not hear of it.
        for (const [key, code] of [[0xffe3, 'ControlLeft'], [0xffe9, 'AltLeft'], [SHIFT, 'ShiftLeft']]) {
            rfb?.sendKey(key, code, false);
        }

        byId('ctrl-alt-del').focus();
    }
}, true);

byId('full-screen').addEventListener('click', async () => {
    await (document.fullscreenElement ? document.exitFullscreen() : screen.requestFullscreen());
    rfb?.focus();
});

byId('paste').addEventListener('click', () => {
    rfb?.blur();
    byId('paste-text').value = '';
    byId('paste-dialog').showModal();
});

byId('paste-dialog').addEventListener('close', () => {
    const text = byId('paste-text').value;
    byId('paste-text').value = '';
    if (rfb && byId('paste-dialog').returnValue === 'type') {
        typeText(text);
    }

    rfb?.focus();
});

start();
