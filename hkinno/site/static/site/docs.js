// A file of its own, so that pages run no script that stands inside them.
const address = document.getElementById("explorer").dataset.document;

// The explorer fills in every example before one tries a request, and a list with a hundred filters
// at once finds nothing. So an example is shown in words, and only what is required is filled in.
function saidInWords(parameter) {
  if (parameter.required || !("example" in parameter)) return;
  parameter.description += ` Example: \`${parameter.example}\`.`;
  delete parameter.example;
}

function emptied(text) {
  const described = JSON.parse(text);
  for (const operations of Object.values(described.paths)) {
    for (const operation of Object.values(operations)) {
      (operation.parameters ?? []).forEach(saidInWords);
    }
  }
  return JSON.stringify(described);
}

SwaggerUIBundle({
  url: address,
  dom_id: "#explorer",
  deepLinking: true,
  // The badge of a validator on another host, which would be asked about this document.
  validatorUrl: null,
  responseInterceptor(response) {
    if (response.ok && new URL(response.url).pathname === new URL(address, location).pathname) {
      response.text = emptied(response.text);
    }
    return response;
  },
});
