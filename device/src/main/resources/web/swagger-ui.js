// Shows /v3/api-docs. The login's token or a key goes into "Authorize", with its scheme before it.
window.SwaggerUIBundle({
    url: '/v3/api-docs',
    dom_id: '#swagger-ui',
    deepLinking: true,
    docExpansion: 'none',
    filter: true,
    validatorUrl: null,
});
