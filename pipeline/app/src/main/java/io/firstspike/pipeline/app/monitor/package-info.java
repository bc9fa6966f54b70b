/** The HTTP server that tells machines how an embedded job is: metrics and health. */
package io.firstspike.pipeline.app.monitor;
