/** The demonstration: a broker, a job and a source of digits in one process. */
package io.firstspike.pipeline.app.demo;
