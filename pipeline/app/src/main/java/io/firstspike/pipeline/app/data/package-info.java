/** What the commands share to read examples: options that name data, checks, words. */
package io.firstspike.pipeline.app.data;
