// A separate file, because the content security policy forbids inline scripts.
SwaggerUIBundle({
  url: document.getElementById("explorer").dataset.document,
  dom_id: "#explorer",
  deepLinking: true,
  // Colouring a response of 100 kB takes longer than the request.
  syntaxHighlight: false,
  // Do not send the document to a validator on another host.
  validatorUrl: null,
});
