// Nothing to keep: who is signed in, and to what, is the web app's to know.
App({});
