/** Runs in the browser: starts GraphiQL with the page's settings, and speaks for whoever is chosen. */
export const START_SCRIPT = `
const workerUrls = Object.fromEntries(
  Object.entries(globalThis.graphiqlWorkers).map(([label, text]) => [
    label,
    URL.createObjectURL(new Blob([text], { type: 'application/javascript' })),
  ]),
);
self.MonacoEnvironment = { globalAPI: false, getWorkerUrl: (_module, label) => workerUrls[label] };

const { personas, tabs } = JSON.parse(document.querySelector('#settings').textContent);
const chosen = document.querySelector('#persona');
const remembered = localStorage.getItem('portal:persona') ?? personas[0]?.email;
for (const { name, email } of [...personas, { name: 'Nobody (no token)', email: '' }]) {
  const label = email ? name + ' <' + email + '>' : name;
  chosen.add(new Option(label, email, false, email === remembered));
}
chosen.addEventListener('change', () => localStorage.setItem('portal:persona', chosen.value));

document.querySelector('#examples').addEventListener('click', () => {
  for (const key of Object.keys(localStorage)) if (key.startsWith('graphiql:')) localStorage.removeItem(key);
  location.assign(location.pathname);
});

YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), {
  title: 'Partner Portal',
  logo: '<span></span>',
  endpoint: location.pathname,
  defaultTabs: tabs,
  additionalHeaders() {
    const token = personas.find(({ email }) => email === chosen.value)?.token;
    return token ? { authorization: 'Bearer ' + token } : {};
  },
});
`;

export const PAGE_STYLE = `
html, body { height: 100%; margin: 0; }
body { display: flex; flex-direction: column; font: 14px Roboto, sans-serif; color: #3b4b68; }
#portal { display: flex; gap: 12px; align-items: center; padding: 8px 16px; border-bottom: 1px solid #d6dde9; }
#portal label { margin-left: auto; }
#portal select, #portal button { font: inherit; padding: 4px 8px; }
#root { flex: 1; min-height: 0; }
#root .graphiql-container { height: 100%; }
@media (prefers-color-scheme: dark) { body { background: #212a3b; color: #b7c2d7; } #portal { border-color: #444c5e; } }
`;
