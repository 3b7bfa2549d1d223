package dev.backstay.catalog.app.http;

import dev.backstay.catalog.access.Role;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** What the document says of every operation alike: how to be known, and how failures look. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ApiDocument implements OASFilter {
  private static final String PROBLEM = "Problem";
  private static final String TOKEN = "token";

  @Override
  public Operation filterOperation(Operation operation) {
    List<SecurityRequirement> roles = operation.getSecurity();
    if (roles != null) {
      String needed =
          roles.stream()
              .flatMap(requirement -> requirement.getSchemes().values().stream())
              .flatMap(List::stream)
              .findFirst()
              .orElse(Role.VIEWER.name());
      operation.setExtensions(Map.of("x-backstay-role", needed));
      operation.setSecurity(List.of(OASFactory.createSecurityRequirement().addScheme(TOKEN)));
    }
    if (operation.getResponses() != null) {
      List.of("400", "401", "403").forEach(operation.getResponses()::removeAPIResponse);
      operation
          .getResponses()
          .addAPIResponse(
              "default",
              OASFactory.createAPIResponse()
                  .description("Refused or failed; code, detail and remedy say why.")
                  .content(
                      OASFactory.createContent()
                          .addMediaType(
                              "application/problem+json",
                              OASFactory.createMediaType()
                                  .schema(
                                      OASFactory.createSchema()
                                          .ref("#/components/schemas/" + PROBLEM)))));
    }
    return operation;
  }

  @Override
  public void filterOpenAPI(OpenAPI document) {
    if (document.getComponents() == null) {
      document.setComponents(OASFactory.createComponents());
    }
    document
        .getComponents()
        .addSchema(PROBLEM, problem())
        .addSecurityScheme(
            TOKEN,
            OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .description("A token bst_…, or one of OpenID Connect where that is configured."));
    document.setSecurity(List.of(OASFactory.createSecurityRequirement().addScheme(TOKEN)));
  }

  private static Schema problem() {
    Schema problem =
        OASFactory.createSchema()
            .addType(Schema.SchemaType.OBJECT)
            .description("Why a request was not answered (RFC 9457).");
    for (String name : List.of("type", "title", "code", "detail", "remedy")) {
      problem.addProperty(name, OASFactory.createSchema().addType(Schema.SchemaType.STRING));
    }
    return problem.addProperty(
        "status", OASFactory.createSchema().addType(Schema.SchemaType.INTEGER));
  }
}
