// A file of its own, so that pages run no script that stands inside them.
SwaggerUIBundle({
  url: document.getElementById("explorer").dataset.document,
  dom_id: "#explorer",
  deepLinking: true,
  // The badge of a validator on another host, which would be asked about this document.
  validatorUrl: null,
});
