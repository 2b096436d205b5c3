/** In the place of the console where it has not been built. */
export const missingPage = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Cabinet</title></head><body>
<h1>The console is not built</h1>
<p><code>npm run console</code> builds it, about a second; then reload this page. The API works without it: <a href="/docs">/docs</a>.</p>
</body></html>`
