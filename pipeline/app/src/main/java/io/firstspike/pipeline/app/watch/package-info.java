/** Watches over a running job: how far it is, what has failed and why, what it has published. */
package io.firstspike.pipeline.app.watch;
