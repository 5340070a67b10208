// A separate file, because the content security policy forbids inline scripts.
const documentUrl = document.getElementById("explorer").dataset.document;

// Swagger UI fills in the example of every parameter, and a list with a hundred filters at once is
// empty. So the examples of optional parameters are moved to their descriptions.
function moveExampleToDescription(parameter) {
  if (parameter.required || !("example" in parameter)) return;
  parameter.description += ` Example: \`${parameter.example}\`.`;
  delete parameter.example;
}

function moveExamplesToDescriptions(text) {
  const openapi = JSON.parse(text);
  Object.values(openapi.components?.parameters ?? {}).forEach(moveExampleToDescription);
  for (const operations of Object.values(openapi.paths)) {
    for (const operation of Object.values(operations)) {
      (operation.parameters ?? []).forEach(moveExampleToDescription);
    }
  }
  return JSON.stringify(openapi);
}

SwaggerUIBundle({
  url: documentUrl,
  dom_id: "#explorer",
  deepLinking: true,
  // Do not send the document to a validator on another host.
  validatorUrl: null,
  responseInterceptor(response) {
    if (response.ok && new URL(response.url).pathname === new URL(documentUrl, location).pathname) {
      response.text = moveExamplesToDescriptions(response.text);
    }
    return response;
  },
});
