// ballot: invitation.js, built from frontend/src/page/invitation.js by scripts/build_assets. Do not edit.
// SPDX-License-Identifier: Apache-2.0
// src/page/invitation.js
var field = document.getElementById("code"), code = window.location.hash.slice(1);
code !== "" && (field.value = code, window.history.replaceState(null, "", window.location.pathname));
