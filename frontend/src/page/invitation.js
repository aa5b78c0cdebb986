// SPDX-License-Identifier: Apache-2.0
// The invitation page: put the code from the link into the form, and remove it from the address bar.

const field = document.getElementById("code");
const code = window.location.hash.slice(1);
if (code !== "") {
  field.value = code;
  window.history.replaceState(null, "", window.location.pathname);
}
