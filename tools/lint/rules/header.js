/** A file starts with a doc comment that says what it is. */

export const header = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { missing: 'Start the file with one sentence saying what it is and what it is not.' },
  },
  create(context) {
    return {
      Program(node) {
        const first = context.sourceCode.getAllComments().find(comment => comment.type !== 'Shebang');
        const firstToken = context.sourceCode.ast.tokens[0];
        if (firstToken === undefined) return;
        const leads = first !== undefined && first.range[0] < firstToken.range[0];
        if (!leads || first.type !== 'Block' || !first.value.startsWith('*'))
          context.report({ node, messageId: 'missing' });
      },
    };
  },
};
