// The key of the first address went into the cookie; it need not stay in the address bar and the history.

const address = new URL(location.href);
if (address.searchParams.has("token")) {
  address.searchParams.delete("token");
  history.replaceState(null, "", address);
}
