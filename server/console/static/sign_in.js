// A link may carry the token behind "#", where it reaches no server and no log: hand it to the form, and forget it.
const token = new URLSearchParams(location.hash.slice(1)).get("token");
if (token) {
  history.replaceState(null, "", location.pathname + location.search);
  document.getElementById("token").value = token;
  document.getElementById("sign-in").submit();
}
