export {
  type Answer,
  type Conversation,
  type Conversations,
  createConversations,
  newNonce,
} from './conversations.ts';
