// The key in the first address is now in the cookie, so remove it from the address bar and the history.

const address = new URL(location.href);
if (address.searchParams.has("token")) {
  address.searchParams.delete("token");
  history.replaceState(null, "", address);
}
