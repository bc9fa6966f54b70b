/**
 * Watches over a running job: its progress, its failures with their reasons, and the models it has
 * published.
 */
package io.firstspike.pipeline.app.watch;
