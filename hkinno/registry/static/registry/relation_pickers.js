// Sends the chosen role of a relation with each search for its records, so that Django's
// autocomplete offers only those that the role can connect.
(() => {
  const $ = django.jQuery;

  // The search that is open belongs to the select in front of it.
  function openSelect() {
    const container = document.querySelector(".select2-container--open");
    return $(container).prevAll("select.admin-autocomplete")[0];
  }

  $.ajaxPrefilter((options) => {
    const role = document.getElementById(openSelect()?.id.replace(/(subject|object)$/, "role"));
    if (role?.value) options.data += `&role=${encodeURIComponent(role.value)}`;
  });
})();
