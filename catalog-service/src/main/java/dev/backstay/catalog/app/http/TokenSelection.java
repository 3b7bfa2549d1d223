package dev.backstay.catalog.app.http;

import dev.backstay.catalog.access.Token;
import dev.backstay.catalog.access.TokenName;
import dev.backstay.catalog.api.PageAnswer;
import dev.backstay.catalog.api.TokenAnswer;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Which page of the tokens is asked for; the cursor is the name of the last one before it. */
class TokenSelection {
  @Parameter(description = "How many items at the most: 1 to 500, 50 when left out.")
  @QueryParam("limit")
  @Nullable String limit;

  @Parameter(description = "The 'next' of the page before; leave it out for the first page.")
  @QueryParam("cursor")
  @Nullable String cursor;

  PageAnswer<TokenAnswer> page(List<Token> byName) {
    int most = Parameters.limit(limit);
    String after =
        Parameters.read("cursor", cursor, TokenName::new).map(TokenName::value).orElse("");
    List<TokenAnswer> rest =
        byName.stream()
            .filter(token -> token.name().value().compareTo(after) > 0)
            .map(TokenAnswer::of)
            .toList();
    return rest.size() <= most
        ? PageAnswer.whole(rest)
        : new PageAnswer<>(rest.subList(0, most), Optional.of(rest.get(most - 1).name()));
  }
}
