/** What the HTTP servers of this program have in common. */
package io.firstspike.pipeline.app.server;
