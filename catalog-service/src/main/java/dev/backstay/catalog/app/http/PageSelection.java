package dev.backstay.catalog.app.http;

import dev.backstay.catalog.query.Paging;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Which page of a list is asked for. */
class PageSelection {
  @Parameter(description = "How many items at the most: 1 to 500, 50 when left out.")
  @QueryParam("limit")
  @Nullable String limit;

  @Parameter(description = "The 'next' of the page before; leave it out for the first page.")
  @QueryParam("cursor")
  @Nullable String cursor;

  Paging paging() {
    return Parameters.paging(limit, cursor);
  }
}
